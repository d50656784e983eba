import { hash } from 'node:crypto';

/**
 * The Merkle trees of RFC 6962 §2.1, over leaf hashes: what a path is made of, and how one is
 * checked. Trees are sized and leaves indexed by numbers, from 0, exact up to 2^53.
 */

/** Leaves from `start` on, up to and without `end`. */
export interface LeafRange {
  start: number;
  end: number;
}

/** The complete subtree of 2^`height` leaves that has `index` others of its height before it. */
export interface Subtree {
  height: number;
  index: number;
}

/** The root of a tree without leaves: the hash of nothing. */
export const emptyRoot = hash('sha256', '', 'buffer');

/** The hash of a leaf's content, set apart from inner nodes by a zero byte. */
export function hashLeaf(content: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(0), content]), 'buffer');
}

export function hashChildren(left: Uint8Array, right: Uint8Array): Buffer {
  const node = Buffer.allocUnsafe(65);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return hash('sha256', node, 'buffer');
}

/** The complete subtrees that a range of leaves is made of, the largest and leftmost first. */
export function subtreesOf({ start, end }: LeafRange): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let from = start; from < end; ) {
    const height = floorLog2(end - from);
    subtrees.push({ height, index: from / 2 ** height });
    from += 2 ** height;
  }
  return subtrees;
}

/** The root over subtrees that lie side by side, the largest first. */
export function joinSubtrees(hashes: readonly Buffer[]): Buffer {
  return hashes.length === 0
    ? emptyRoot
    : hashes.reduceRight((right, left) => hashChildren(left, right));
}

/** The ranges whose roots prove that the leaf at `index` is in the tree of `size` (RFC 6962 §2.1.1). */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const path: LeafRange[] = [];
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/**
 * The ranges whose roots prove that the tree of `first` leaves is the beginning of that of `second`
 * (RFC 6962 §2.1.2). None when either is empty or they are the same.
 */
export function consistencyRanges(first: number, second: number): LeafRange[] {
  if (first === 0 || first === second) return [];
  const path: LeafRange[] = [];
  let start = 0;
  let end = second;
  while (first !== end) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  // What both trees have whole is known to who has the first root, unless it is only a part of it.
  if (start > 0) path.push({ start, end });
  return path.reverse();
}

/**
 * The root that an inclusion path leads to (RFC 9162 §2.1.3.2): the leaf is in the tree if it is the
 * tree's. Undefined when the path does not have the length that index and size demand.
 */
export function rootOfInclusion(
  index: number,
  size: number,
  leaf: Buffer,
  path: readonly Buffer[],
): Buffer | undefined {
  if (!isIndex(index) || !isIndex(size) || index >= size) return undefined;
  if (path.length !== inclusionRanges(index, size).length) return undefined;
  let node = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of path) {
    if (isOdd(node) || node === last) {
      root = hashChildren(sibling, root);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      root = hashChildren(root, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return root;
}

/** Whether a path proves that a tree grew from another, whose root stands for it (RFC 9162 §2.1.4.2). */
export function isConsistent(
  first: { size: number; root: Buffer },
  second: { size: number; root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (!isIndex(first.size) || !isIndex(second.size) || first.size > second.size) return false;
  if (first.size === 0) return path.length === 0 && first.root.equals(emptyRoot);
  if (first.size === second.size) return path.length === 0 && first.root.equals(second.root);
  if (path.length !== consistencyRanges(first.size, second.size).length) return false;
  let node = first.size - 1;
  let last = second.size - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // A first tree that is one complete subtree is where the path begins, so the path leaves it out.
  const [seed, ...rest] = node === 0 ? [first.root, ...path] : path;
  if (!seed) return false;
  let [before, after] = [seed, seed];
  for (const sibling of rest) {
    if (isOdd(node) || node === last) {
      before = hashChildren(sibling, before);
      after = hashChildren(sibling, after);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      after = hashChildren(after, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return before.equals(first.root) && after.equals(second.root);
}

/** The largest power of two below a number of leaves: where RFC 6962 splits them. */
function splitOf(leaves: number): number {
  return 2 ** floorLog2(leaves - 1);
}

/** Exact for whole numbers up to 2^53, which `Math.log2` is not. */
function floorLog2(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
