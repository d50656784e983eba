import type { Db } from '../database/index.ts';
import { type Checkpoint, claimedSize, openCheckpoint } from './checkpoint.ts';
import type { GrowingTree } from './growing-tree.ts';
import { NoteInvalid, type NoteVerifier } from './note.ts';
import { findLastCheckpoint, readCheckpoints } from './store.ts';
import type { Touched } from './verify-log.ts';

/** A checkpoint that was kept outside of the database. */
export interface OutsideCheckpoint {
  /** Where, for people. */
  place: string;
  note: string;
}

interface Options {
  verifiersOf: (origin: string) => Promise<NoteVerifier[]>;
  outside: readonly OutsideCheckpoint[];
  report: (found: Touched) => void;
}

interface Expected {
  size: number;
  note: string;
  /** How it is called in a finding. */
  name: string;
}

/** Compares checkpoints, those of the database and those kept outside, with a reading of the log. */
export class CheckpointWatch {
  compared = 0;
  readonly #db: Db;
  readonly #options: Options;
  readonly #verifiers = new Map<string, Promise<NoteVerifier[]>>();
  /** The size of the last that is stored. */
  readonly #last: number;
  #outside: Expected[];
  #stored: Expected[] = [];
  #read = -1;
  /** Up to here the log is as it was signed. */
  #good = 0;
  #isOff = false;

  private constructor(db: Db, last: number, outside: Expected[], options: Options) {
    this.#db = db;
    this.#last = last;
    this.#outside = outside;
    this.#options = options;
  }

  static async open(db: Db, options: Options): Promise<CheckpointWatch> {
    const last = (await findLastCheckpoint(db))?.size ?? -1;
    const outside = options.outside.flatMap(({ place, note }) => {
      const size = claimedSize(note);
      if (size !== undefined) return { size, note, name: `the checkpoint in ${place}` };
      const finding = `${place} holds no checkpoint`;
      options.report({ position: null, entryId: null, finding });
      return [];
    });
    outside.sort((a, b) => a.size - b.size);
    return new CheckpointWatch(db, last, outside, options);
  }

  /** Compares the checkpoints of exactly this size, if there are any. */
  async reached(tree: GrowingTree): Promise<void> {
    while (this.#outside[0]?.size === tree.size) {
      await this.#compare(this.#outside.shift() as Expected, tree);
    }
    if (this.#stored.length === 0 && this.#read < this.#last) await this.#readMore();
    if (this.#stored[0]?.size !== tree.size) return;
    const expected = this.#stored.shift() as Expected;
    if (this.#isOff) return;
    // Of a change only the first checkpoint after it is told: all later ones differ too.
    this.#isOff = !(await this.#compare(expected, tree));
  }

  /** Checkpoints beyond the end tell of entries that are gone. */
  ended(size: number): void {
    const beyond = [...this.#outside, ...this.#stored.slice(-1)];
    for (const { name, size: signed } of beyond) {
      const finding = `${name} is of ${signed} entries: the end of the log is gone`;
      this.#options.report({ position: size + 1, entryId: null, finding });
    }
  }

  async #compare({ note, name, size }: Expected, tree: GrowingTree): Promise<boolean> {
    this.compared += 1;
    const opened = await this.#open(note);
    if (opened instanceof NoteInvalid) {
      const finding = `${name} is not to be trusted: ${opened.message}`;
      this.#options.report({ position: null, entryId: null, finding });
      return true;
    }
    if (opened.root.equals(tree.root())) {
      this.#good = size;
      return true;
    }
    const finding = `${name} is not of this log: something in positions ${this.#good + 1} to ${size} was changed after it was signed`;
    this.#options.report({ position: this.#good + 1, upTo: size, entryId: null, finding });
    return false;
  }

  async #open(note: string): Promise<Checkpoint | NoteInvalid> {
    const origin = note.slice(0, Math.max(0, note.indexOf('\n')));
    const verifiers = this.#verifiers.get(origin) ?? this.#options.verifiersOf(origin);
    this.#verifiers.set(origin, verifiers);
    try {
      return openCheckpoint(note, await verifiers);
    } catch (error) {
      if (error instanceof NoteInvalid) return error;
      throw error;
    }
  }

  async #readMore(): Promise<void> {
    const rows = await readCheckpoints(this.#db, this.#read, 1_000);
    this.#stored = rows
      .filter(({ size }) => size <= this.#last)
      .map(({ size, note }) => ({ size, note, name: `the stored checkpoint of ${size} entries` }));
    this.#read = this.#stored.at(-1)?.size ?? this.#last;
  }
}
