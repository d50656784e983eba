import { sql } from 'drizzle-orm';
import type { Reader } from './open.ts';

/**
 * The instant that decides, for use inside a statement: the primary database's clock in whole
 * milliseconds. The sub-select makes PostgreSQL evaluate it once a statement, so that every row is
 * judged by the same instant and indexes on times stay usable.
 */
export const consentNow = sql<Date>`(select consent_now())`;

/**
 * Reads the deciding clock. In a transition, call it after the row is locked: a clock read before
 * the wait for a lock accepts what has lapsed meanwhile. Sent when it is called, so that it may
 * stand together with the statement that locks.
 */
export async function readClock(reader: Reader): Promise<Date> {
  const [row] = await reader.execute<{ now: Date }>(sql`select consent_now() as now`).execute();
  if (!row) throw new Error('consent_now() returned no row');
  return row.now;
}
