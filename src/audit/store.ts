import { and, asc, desc, eq, gt, gte, lt, max, sql } from 'drizzle-orm';
import { consentNow, type Reader } from '../database/index.ts';
import { logTable as log } from '../history/table.ts';
import type { Subtree } from './merkle.ts';
import { logCheckpointTable as checkpoints, logSubtreeTable as subtrees } from './table.ts';

/** Subtrees of one height that lie side by side. */
export interface SubtreeRange {
  height: number;
  /** The index of the first, and that after the last. */
  from: number;
  to: number;
}

/** A complete subtree with its root. */
export interface StoredSubtree extends Subtree {
  hash: Buffer;
}

/** The leaf hashes of the log from a leaf on, at most `limit`. Leaf n is what position n + 1 holds. */
export async function readLeaves(reader: Reader, from: number, limit: number): Promise<Buffer[]> {
  const rows = await reader
    .select({ leaf: log.leaf })
    .from(log)
    .where(gt(log.position, BigInt(from)))
    .orderBy(asc(log.position))
    .limit(limit);
  return rows.map(({ leaf }) => leaf);
}

/** Stored subtrees of one height from an index on, in order, at most `limit`. */
export function readSubtrees(
  reader: Reader,
  { height, from, to }: SubtreeRange,
): Promise<StoredSubtree[]> {
  return reader
    .select()
    .from(subtrees)
    .where(and(eq(subtrees.height, height), gte(subtrees.index, from), lt(subtrees.index, to)))
    .orderBy(asc(subtrees.index));
}

/** Reads any ranges of subtrees in one statement, leaves (height 0) from the log itself. */
export async function readRanges(
  reader: Reader,
  ranges: readonly SubtreeRange[],
): Promise<StoredSubtree[]> {
  if (ranges.length === 0) return [];
  const leaves = ranges.filter(({ height }) => height === 0);
  const inner = ranges.filter(({ height }) => height > 0);
  const rows = await reader.execute<{ height: number; index: string; hash: Buffer }>(sql`
    select 0 as height, leaf.position - 1 as index, leaf.leaf as hash
    from unnest(${numbers(leaves, 'from')}::bigint[], ${numbers(leaves, 'to')}::bigint[])
      as asked (first, beyond)
    join ${log} as leaf on leaf.position > asked.first and leaf.position <= asked.beyond
    union all
    select subtree.height, subtree.index, subtree.hash
    from unnest(${numbers(inner, 'height')}::bigint[], ${numbers(inner, 'from')}::bigint[],
      ${numbers(inner, 'to')}::bigint[]) as asked (height, first, beyond)
    join ${subtrees} as subtree on subtree.height = asked.height
      and subtree.index >= asked.first and subtree.index < asked.beyond`);
  return rows.map(({ height, index, hash }) => ({ height, index: Number(index), hash }));
}

/** How many subtrees of a height are stored: they are written in order, without gaps. */
export async function countSubtrees(reader: Reader, height: number): Promise<number> {
  const [row] = await reader
    .select({ last: max(subtrees.index) })
    .from(subtrees)
    .where(eq(subtrees.height, height));
  return row?.last == null ? 0 : Number(row.last) + 1;
}

/** Stores subtrees; those that another server stored first are the same. */
export async function insertSubtrees(reader: Reader, rows: StoredSubtree[]): Promise<void> {
  if (rows.length > 0) await reader.insert(subtrees).values(rows).onConflictDoNothing();
}

export type StoredCheckpoint = typeof checkpoints.$inferSelect;

export async function findLastCheckpoint(reader: Reader): Promise<StoredCheckpoint | undefined> {
  const [row] = await reader.select().from(checkpoints).orderBy(desc(checkpoints.size)).limit(1);
  return row;
}

/** Checkpoints that cover more than `after` entries, the smallest first. */
export function readCheckpoints(
  reader: Reader,
  after: number,
  limit: number,
): Promise<StoredCheckpoint[]> {
  return reader
    .select()
    .from(checkpoints)
    .where(gt(checkpoints.size, after))
    .orderBy(asc(checkpoints.size))
    .limit(limit);
}

/** Stores a checkpoint, and returns the one that is stored for this size: the first to come stays. */
export async function insertCheckpoint(
  reader: Reader,
  size: number,
  note: string,
): Promise<StoredCheckpoint> {
  const [stored] = await reader
    .insert(checkpoints)
    .values({ size, note, signedAt: consentNow })
    .onConflictDoNothing()
    .returning();
  if (stored) return stored;
  const [first] = await reader.select().from(checkpoints).where(eq(checkpoints.size, size));
  if (!first) throw new Error('A checkpoint was not stored');
  return first;
}

/** Which leaves entries are, by their ids; those without a position yet are missing. */
export async function findLeafIndices(
  reader: Reader,
  entryIds: readonly string[],
): Promise<Map<string, number>> {
  if (entryIds.length === 0) return new Map();
  const rows = await reader
    .select({ id: log.historyId, position: log.position })
    .from(log)
    .where(sql`${log.historyId} = any(${`{${entryIds.join(',')}}`}::uuid[])`);
  return new Map(rows.map(({ id, position }) => [id, Number(position) - 1]));
}

/** One literal for a whole column of numbers, so that the statement stays the same. */
function numbers(ranges: readonly SubtreeRange[], column: keyof SubtreeRange): string {
  return `{${ranges.map((range) => range[column]).join(',')}}`;
}
