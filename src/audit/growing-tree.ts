import { hashChildren, joinSubtrees, type Subtree } from './merkle.ts';

/** The tree over a log that is read leaf by leaf: it holds one hash for each height. */
export class GrowingTree {
  size = 0;
  /** Complete subtrees side by side, the largest first. */
  readonly #peaks: (Subtree & { hash: Buffer })[] = [];

  /** Adds a leaf, and returns the subtrees that it completes above itself. */
  append(leaf: Buffer): (Subtree & { hash: Buffer })[] {
    const completed: (Subtree & { hash: Buffer })[] = [];
    let peak = { height: 0, index: this.size, hash: leaf };
    this.size += 1;
    for (let left = this.#peaks.at(-1); left?.height === peak.height; left = this.#peaks.at(-1)) {
      this.#peaks.pop();
      const hash = hashChildren(left.hash, peak.hash);
      peak = { height: peak.height + 1, index: Math.floor(peak.index / 2), hash };
      completed.push(peak);
    }
    this.#peaks.push(peak);
    return completed;
  }

  root(): Buffer {
    return joinSubtrees(this.#peaks.map(({ hash }) => hash));
  }
}
