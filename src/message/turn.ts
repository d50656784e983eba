import { sql } from 'drizzle-orm';
import type { Tx } from '../database/index.ts';

/**
 * Lets one transaction at a time work on an exchange, until it ends. Messages that come in, sendings
 * and their answers, and what ends an exchange lock its row and its letters' in an order that differs
 * from case to case; since each of them takes this before any row, no two can wait for each other.
 */
export async function lockExchange(tx: Tx, exchangeId: string): Promise<void> {
  const name = `exchange:${exchangeId}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
