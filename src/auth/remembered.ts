/**
 * A bounded memory that keeps what was used last: at most `most` entries, and at least the last half
 * as many. In two generations, so that finding an entry moves nothing: keeping a Map in the order of
 * use costs more than hashing the token does.
 */
export class Remembered<K, V> {
  #recent = new Map<K, V>();
  #older = new Map<K, V>();
  readonly #generation: number;

  constructor(most: number) {
    this.#generation = Math.ceil(most / 2);
  }

  get(key: K): V | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (this.#recent.size >= this.#generation) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, value);
  }

  delete(key: K): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }
}
