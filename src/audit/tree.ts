import type { Db } from '../database/index.ts';
import { readHead } from '../history/index.ts';
import {
  consistencyRanges,
  hashChildren,
  inclusionRanges,
  joinSubtrees,
  type LeafRange,
  type Subtree,
  subtreesOf,
} from './merkle.ts';
import {
  countSubtrees,
  insertSubtrees,
  readLeaves,
  readRanges,
  readSubtrees,
  type StoredSubtree,
  type SubtreeRange,
} from './store.ts';

/** Subtrees of every eighth height are stored. */
export const step = 8;
const width = 2 ** step;
/** Complete subtrees of the first stored height that are made between two writes. */
const blocksAtOnce = 64;

/** How far the subtrees of a log reach. */
export interface Progress {
  /** Leaves below stored subtrees. */
  done: number;
  /** Leaves of the log when the work began. */
  of: number;
}

export interface GrowOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/**
 * Stores the subtrees that the log has completed since, from wherever it was left: after a long
 * absence, the whole log, in pieces of bounded size. Any number of servers may do so at once.
 *
 * @returns how many leaves the log has.
 * @throws the signal's reason when it is aborted; what was stored by then stays.
 */
export async function growTree(db: Db, options: GrowOptions = {}): Promise<number> {
  const { signal, onProgress } = options;
  const size = Number(await readHead(db));
  let blocks = await countSubtrees(db, step);
  while ((blocks + 1) * width <= size) {
    signal?.throwIfAborted();
    const most = Math.min(Math.floor(size / width) - blocks, blocksAtOnce);
    const leaves = await readLeaves(db, blocks * width, most * width);
    await insertSubtrees(db, parentsOf(leaves, step, blocks));
    blocks += most;
    await raise(db, step, blocks);
    onProgress?.({ done: blocks * width, of: size });
  }
  return size;
}

/** Completes the heights above one of which `count` subtrees are stored. */
async function raise(db: Db, height: number, count: number): Promise<void> {
  const above = height + step;
  const complete = Math.floor(count / width);
  let stored = complete > 0 ? await countSubtrees(db, above) : 0;
  if (stored >= complete) return;
  for (; stored < complete; stored++) {
    const from = stored * width;
    const below = await readSubtrees(db, { height, from, to: from + width });
    const hashes = below.map(({ hash }) => hash);
    await insertSubtrees(db, parentsOf(hashes, above, stored));
  }
  await raise(db, above, complete);
}

/** The subtrees of a stored height over consecutive ones of the stored height below. */
function parentsOf(hashes: readonly Buffer[], height: number, from: number): StoredSubtree[] {
  if (hashes.length === 0 || hashes.length % width !== 0) {
    throw new Error(`The log or its stored subtrees have a gap below height ${height}`);
  }
  return Array.from({ length: hashes.length / width }, (_, index) => ({
    height,
    index: from + index,
    hash: foldPairs(hashes.slice(index * width, (index + 1) * width)),
  }));
}

/** The root of a power of two of subtrees that are equally high. */
function foldPairs(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, index) =>
      hashChildren(row[2 * index] as Buffer, row[2 * index + 1] as Buffer),
    );
  }
  return row[0] as Buffer;
}

/** The root of the first `size` leaves. The tree must have grown to there. */
export async function rootAt(db: Db, size: number): Promise<Buffer> {
  const [root] = await rootsOf(db, [{ start: 0, end: size }]);
  return root as Buffer;
}

/** Inclusion paths of leaves in the tree of the first `size` leaves, in one read (RFC 6962 §2.1.1). */
export async function inclusionPaths(
  db: Db,
  indices: readonly number[],
  size: number,
): Promise<Buffer[][]> {
  const paths = indices.map((index) => inclusionRanges(index, size));
  const roots = await rootsOf(db, paths.flat());
  return paths.map((path) => roots.splice(0, path.length));
}

/** The path by which the tree of `to` leaves begins with that of `from` (RFC 6962 §2.1.2). */
export function consistencyPath(db: Db, from: number, to: number): Promise<Buffer[]> {
  return rootsOf(db, consistencyRanges(from, to));
}

/** The roots over ranges of leaves: one statement, of at most 255 rows for each subtree. */
async function rootsOf(db: Db, ranges: readonly LeafRange[]): Promise<Buffer[]> {
  const trees = ranges.map(subtreesOf);
  const needed = new Map(trees.flat().map((tree) => [nameOf(tree), storedBelow(tree)]));
  const rows = await readRanges(db, [...needed.values()]);
  const stored = new Map(rows.map((row) => [nameOf(row), row.hash]));
  const hashOf = (tree: Subtree) => {
    const { height, from, to } = storedBelow(tree);
    const hashes = Array.from({ length: to - from }, (_, offset) => {
      const found = stored.get(nameOf({ height, index: from + offset }));
      if (!found)
        throw new Error(`The subtree ${height}/${from + offset} of the log is not stored`);
      return found;
    });
    return foldPairs(hashes);
  };
  return trees.map((subtrees) => joinSubtrees(subtrees.map(hashOf)));
}

/** The stored subtrees, or leaves, that a subtree consists of. */
function storedBelow({ height, index }: Subtree): SubtreeRange {
  const stored = Math.floor(height / step) * step;
  const each = 2 ** (height - stored);
  return { height: stored, from: index * each, to: (index + 1) * each };
}

function nameOf({ height, index }: Subtree): string {
  return `${height}/${index}`;
}
