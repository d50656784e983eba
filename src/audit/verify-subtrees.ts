import type { Db } from '../database/index.ts';
import type { Subtree } from './merkle.ts';
import { countSubtrees, readRanges, type StoredSubtree } from './store.ts';
import { step } from './tree.ts';
import type { Touched } from './verify-log.ts';

/** Compares the stored subtrees with those that a reading of the log comes to. */
export class SubtreeWatch {
  compared = 0;
  readonly #db: Db;
  readonly #report: (found: Touched) => void;
  /** How many are stored, by height. */
  readonly #stored: Map<number, number>;
  #pending: StoredSubtree[] = [];
  #isOff = false;

  private constructor(db: Db, stored: Map<number, number>, report: (found: Touched) => void) {
    this.#db = db;
    this.#stored = stored;
    this.#report = report;
  }

  static async open(db: Db, report: (found: Touched) => void): Promise<SubtreeWatch> {
    const stored = new Map<number, number>();
    for (let height = step, count = 1; count > 0; height += step) {
      count = await countSubtrees(db, height);
      stored.set(height, count);
    }
    return new SubtreeWatch(db, stored, report);
  }

  completed(subtrees: readonly StoredSubtree[]): void {
    this.#pending.push(...subtrees.filter(({ height }) => height % step === 0));
  }

  /** Compares what was completed since. Of a change only the first is told: all above it differ too. */
  async compare(): Promise<void> {
    const pending = this.#pending.filter(
      ({ height, index }) => index < (this.#stored.get(height) ?? 0),
    );
    this.#pending = [];
    if (this.#isOff) return;
    const ranges = pending.map(({ height, index }) => ({ height, from: index, to: index + 1 }));
    const rows = await readRanges(this.#db, ranges);
    for (const subtree of pending) {
      this.compared += 1;
      const row = rows.find(
        ({ height, index }) => height === subtree.height && index === subtree.index,
      );
      if (row?.hash.equals(subtree.hash)) continue;
      this.#isOff = true;
      const { first, last } = leavesOf(subtree);
      const finding = row
        ? `the stored tree over positions ${first} to ${last} is not that of the log: one of them or the tree was changed`
        : `the stored tree over positions ${first} to ${last} is missing`;
      return this.#report({ position: first, upTo: last, entryId: null, finding });
    }
  }

  /** Stored subtrees beyond the end tell of entries that are gone. */
  ended(size: number): void {
    const covered = (this.#stored.get(step) ?? 0) * 2 ** step;
    if (covered <= size) return;
    const finding = `the stored tree has at least ${covered} entries: the end of the log is gone`;
    this.#report({ position: size + 1, entryId: null, finding });
  }
}

function leavesOf({ height, index }: Subtree): { first: number; last: number } {
  return { first: index * 2 ** height + 1, last: (index + 1) * 2 ** height };
}
