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
