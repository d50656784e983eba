import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashChildren, isConsistent, rootOfInclusion } from '../../src/audit/merkle.ts';
import {
  consistencyPath,
  growTree,
  inclusionPaths,
  type Progress,
  rootAt,
} from '../../src/audit/tree.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { writeLeaves } from './log.ts';

/** Just over two of the subtrees of height 16, so that three heights are stored. */
const total = 2 * 65_536 + 777;

let database: TestDatabase;
const progress: Progress[] = [];

beforeAll(async () => {
  database = await createDatabase();
  await writeLeaves(database.owner, 1_000);
  await growTree(database.db);
  await writeLeaves(database.owner, total - 1_000);
});
afterAll(() => database.drop());

describe('the stored tree', () => {
  test('catches up with a log that went on without it, telling how far it is', async () => {
    const size = await growTree(database.db, { onProgress: (step) => progress.push(step) });
    expect(size).toBe(total);
    expect(progress.length).toBeGreaterThan(5);
    expect(progress.at(-1)).toEqual({ done: total - (total % 256), of: total });
    const counts = await database.owner`
      select height, count(*)::int from log_subtree group by height order by height`;
    expect(counts.map(({ height, count }) => [height, count])).toEqual([
      [8, Math.floor(total / 256)],
      [16, 2],
    ]);
  });

  test('grows on several servers at once to the same', async () => {
    await database.owner`truncate log_subtree`;
    await Promise.all([growTree(database.db), growTree(database.db), growTree(database.db)]);
    expect(await rootAt(database.db, total)).toEqual(naiveRoot(0, total));
  });

  test.each([0, 1, 255, 256, 257, 1_000, 65_536, 65_537, total])(
    'has the root of its first %i leaves',
    async (size) => {
      expect(await rootAt(database.db, size)).toEqual(
        size === 0 ? createHash('sha256').digest() : naiveRoot(0, size),
      );
    },
  );

  test('proves leaves all over it, many in one read', async () => {
    const indices = [0, 1, 255, 256, 65_535, 65_536, 100_000, total - 1];
    const root = await rootAt(database.db, total);
    const paths = await inclusionPaths(database.db, indices, total);
    indices.forEach((index, at) => {
      expect(rootOfInclusion(index, total, leaf(index), paths[at] ?? [])).toEqual(root);
    });
  });

  test('proves that it grew from each of its pasts', async () => {
    const second = { size: total, root: await rootAt(database.db, total) };
    for (const size of [0, 1, 3, 256, 300, 65_536, 70_001, total]) {
      const first = { size, root: await rootAt(database.db, size) };
      const path = await consistencyPath(database.db, size, total);
      expect(isConsistent(first, second, path)).toBe(true);
    }
  });

  test('is not changed by the application', async () => {
    for (const statement of [
      'update log_subtree set hash = hash',
      'delete from log_subtree',
      'truncate log_subtree',
      'update log_checkpoint set note = note',
      'delete from log_checkpoint',
    ]) {
      await expect(database.sql.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

function leaf(index: number): Buffer {
  return createHash('sha256').update(String(index)).digest();
}

function naiveRoot(start: number, end: number): Buffer {
  if (end - start === 1) return leaf(start);
  let split = 1;
  while (split * 2 < end - start) split *= 2;
  return hashChildren(naiveRoot(start, start + split), naiveRoot(start + split, end));
}
