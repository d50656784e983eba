import { asc, eq, gt, max, sql } from 'drizzle-orm';
import { type Given, type Reader, statement } from '../database/index.ts';
import type { HistoryEntry } from './entry.ts';
import { entryOf } from './row.ts';
import { historyTable as history, logTable as log } from './table.ts';

/** An entry and its place in the log. */
export interface Positioned {
  /** Counts from 1 without gaps. */
  position: bigint;
  entry: HistoryEntry;
}

/** The last position of the log; 0 when it is empty. */
export async function readHead(reader: Reader): Promise<bigint> {
  const [row] = await reader.select({ head: max(log.position) }).from(log);
  return row?.head ?? 0n;
}

/** The log after a position, in order, at most `limit` entries. */
export async function readLog(reader: Reader, after: bigint, limit: number): Promise<Positioned[]> {
  const rows = await entriesAfter(reader, { after, limit });
  return rows.map(({ position, entry }) => ({ position, entry: entryOf(entry) }));
}

/**
 * Entries are looked up one by one, by their ids, whatever PostgreSQL expects of the values: the limit
 * of one keeps it from reading the whole history to join it. Under its own name the subquery stands
 * for the table.
 */
const entriesAfter = statement((on, given: Given<{ after: bigint; limit: number }>) =>
  on
    .select({ position: log.position, entry: history })
    .from(log)
    .innerJoinLateral(
      on.select().from(history).where(eq(history.id, log.historyId)).limit(1).as('history'),
      sql`true`,
    )
    .where(gt(log.position, given.after))
    .orderBy(asc(log.position))
    .limit(given.limit),
);
