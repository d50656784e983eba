import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  consistencyRanges,
  emptyRoot,
  hashChildren,
  hashLeaf,
  inclusionRanges,
  isConsistent,
  joinSubtrees,
  type LeafRange,
  rootOfInclusion,
  subtreesOf,
} from '../../src/audit/merkle.ts';

/**
 * The published vectors of Certificate Transparency's reference implementation
 * (google/certificate-transparency, `merkle_tree_test.cc`): eight leaves, the root after each, and
 * paths of audit and consistency.
 */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((content) => hashLeaf(hex(content)));

const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const audits: { index: number; size: number; path: string[] }[] = [
  { index: 0, size: 1, path: [] },
  {
    index: 0,
    size: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    index: 5,
    size: 8,
    path: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    index: 2,
    size: 3,
    path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  },
  {
    index: 1,
    size: 5,
    path: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];

const consistencies: { first: number; second: number; path: string[] }[] = [
  { first: 1, second: 1, path: [] },
  {
    first: 1,
    second: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    first: 6,
    second: 8,
    path: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    first: 2,
    second: 5,
    path: [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];

describe('the published vectors of RFC 6962', () => {
  test('the root of no leaves is the hash of nothing', () => {
    expect(emptyRoot.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(rootOf({ start: 0, end: 0 }, leaves)).toEqual(emptyRoot);
  });

  test('the root after each of the eight leaves', () => {
    roots.forEach((root, index) => {
      expect(rootOf({ start: 0, end: index + 1 }, leaves).toString('hex')).toBe(root);
    });
  });

  test.each(audits)('the audit path of leaf $index in a tree of $size', ({ index, size, path }) => {
    expect(hexOf(inclusionRanges(index, size), leaves)).toEqual(path);
    const leaf = at(leaves, index);
    expect(rootOfInclusion(index, size, leaf, path.map(hex))?.toString('hex')).toBe(
      at(roots, size - 1),
    );
  });

  test.each(consistencies)('the consistency of $first with $second', ({ first, second, path }) => {
    expect(hexOf(consistencyRanges(first, second), leaves)).toEqual(path);
    const tree = (size: number) => ({ size, root: hex(at(roots, size - 1)) });
    expect(isConsistent(tree(first), tree(second), path.map(hex))).toBe(true);
  });
});

describe('any tree', () => {
  const size = fc.integer({ min: 1, max: 300 });
  const many = Array.from({ length: 300 }, (_, index) => hashLeaf(Buffer.from(String(index))));

  test('has the root that the recursive definition gives', () => {
    fc.assert(
      fc.property(size, (end) => {
        expect(rootOf({ start: 0, end }, many)).toEqual(naiveRoot(many.slice(0, end)));
      }),
    );
  });

  test('proves each leaf by the path of the recursive definition, and no other leaf by it', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (end, a, b) => {
        const [index, other] = [a % end, b % end];
        const path = rootsOf(inclusionRanges(index, end), many);
        expect(path).toEqual(naivePath(index, many.slice(0, end)));
        const root = naiveRoot(many.slice(0, end));
        expect(rootOfInclusion(index, end, at(many, index), path)).toEqual(root);
        if (other === index) return;
        expect(rootOfInclusion(other, end, at(many, index), path)).not.toEqual(root);
        expect(rootOfInclusion(index, end, at(many, other), path)).not.toEqual(root);
      }),
    );
  });

  test('proves that it grew from each smaller one, and not from another', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (end, a, forged) => {
        const begin = a % (end + 1);
        const path = rootsOf(consistencyRanges(begin, end), many);
        expect(path).toEqual(naiveConsistency(begin, many.slice(0, end)));
        const first = { size: begin, root: naiveRoot(many.slice(0, begin)) };
        const second = { size: end, root: naiveRoot(many.slice(0, end)) };
        expect(isConsistent(first, second, path)).toBe(true);
        if (begin === 0) return;
        const other = many.slice(0, begin).with(forged % begin, hashLeaf(Buffer.from('forged')));
        expect(isConsistent({ size: begin, root: naiveRoot(other) }, second, path)).toBe(false);
      }),
    );
  });

  test('is proved by no path that is cut, lengthened or changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), (end, a, b) => {
        const index = a % end;
        const leaf = at(many, index);
        const path = rootsOf(inclusionRanges(index, end), many);
        const place = b % path.length;
        const changed = path.with(place, hashChildren(at(path, place), leaf));
        expect(rootOfInclusion(index, end, leaf, path.slice(1))).toBeUndefined();
        expect(rootOfInclusion(index, end, leaf, [...path, leaf])).toBeUndefined();
        expect(rootOfInclusion(index, end, leaf, changed)).not.toEqual(
          naiveRoot(many.slice(0, end)),
        );
      }),
    );
  });

  test('of sizes and indices that are none proves nothing', () => {
    const [leaf] = many as [Buffer];
    for (const [index, end] of [
      [-1, 1],
      [1, 1],
      [0.5, 1],
      [0, Number.NaN],
      [0, 2 ** 54],
    ] as const) {
      expect(rootOfInclusion(index, end, leaf, [])).toBeUndefined();
    }
    expect(isConsistent({ size: 2, root: leaf }, { size: 1, root: leaf }, [])).toBe(false);
    expect(isConsistent({ size: 0, root: leaf }, { size: 1, root: leaf }, [])).toBe(false);
  });

  test('of more than 2^32 leaves splits where it should', () => {
    const end = 2 ** 40 + 3;
    expect(subtreesOf({ start: 0, end })).toEqual([
      { height: 40, index: 0 },
      { height: 1, index: 2 ** 39 },
      { height: 0, index: 2 ** 40 + 2 },
    ]);
    expect(inclusionRanges(2 ** 40, end)).toEqual([
      { start: 2 ** 40 + 1, end: 2 ** 40 + 2 },
      { start: 2 ** 40 + 2, end: 2 ** 40 + 3 },
      { start: 0, end: 2 ** 40 },
    ]);
  });
});

function rootOf(range: LeafRange, all: Buffer[]): Buffer {
  return joinSubtrees(
    subtreesOf(range).map(({ height, index }) =>
      naiveRoot(all.slice(index * 2 ** height, (index + 1) * 2 ** height)),
    ),
  );
}

function rootsOf(ranges: LeafRange[], all: Buffer[]): Buffer[] {
  return ranges.map((range) => rootOf(range, all));
}

function hexOf(ranges: LeafRange[], all: Buffer[]): string[] {
  return rootsOf(ranges, all).map((hash) => hash.toString('hex'));
}

/** MTH(D[n]) of RFC 6962 §2.1, word for word. */
function naiveRoot(all: Buffer[]): Buffer {
  if (all.length === 0) return emptyRoot;
  if (all.length === 1) return at(all, 0);
  const k = naiveSplit(all.length);
  return hashChildren(naiveRoot(all.slice(0, k)), naiveRoot(all.slice(k)));
}

/** PATH(m, D[n]) of §2.1.1. */
function naivePath(m: number, all: Buffer[]): Buffer[] {
  if (all.length === 1) return [];
  const k = naiveSplit(all.length);
  return m < k
    ? [...naivePath(m, all.slice(0, k)), naiveRoot(all.slice(k))]
    : [...naivePath(m - k, all.slice(k)), naiveRoot(all.slice(0, k))];
}

/** PROOF(m, D[n]) of §2.1.2, with nothing to prove for an empty tree. */
function naiveConsistency(m: number, all: Buffer[]): Buffer[] {
  const subproof = (m: number, all: Buffer[], whole: boolean): Buffer[] => {
    if (m === all.length) return whole ? [] : [naiveRoot(all)];
    const k = naiveSplit(all.length);
    return m <= k
      ? [...subproof(m, all.slice(0, k), whole), naiveRoot(all.slice(k))]
      : [...subproof(m - k, all.slice(k), false), naiveRoot(all.slice(0, k))];
  };
  return m === 0 ? [] : subproof(m, all, true);
}

function naiveSplit(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}
