import { sql } from 'drizzle-orm';
import type { Reader } from '../database/index.ts';

/**
 * Makes the partitions of this year and the next where they are missing; call it at least once a
 * year, before the year begins. Safe to call from several servers at once.
 *
 * @returns how many it made.
 * @throws SQLSTATE 55P03 when a long transaction is in the way: call again later.
 */
export async function makeHistoryPartitions(reader: Reader): Promise<number> {
  const [row] = await reader.execute<{ made: number }>(
    sql`select make_history_partitions() as made`,
  );
  return row?.made ?? 0;
}

/**
 * Drops the years of history that are older than any data fiduciary keeps its records, and that no
 * request or consent refers to any more. Their leaf hashes stay in the log.
 *
 * @returns how many years it dropped.
 * @throws SQLSTATE 55P03 when a long transaction is in the way: call again later.
 */
export async function dropHistoryPartitions(reader: Reader): Promise<number> {
  const [row] = await reader.execute<{ dropped: number }>(
    sql`select drop_history_partitions() as dropped`,
  );
  return row?.dropped ?? 0;
}
