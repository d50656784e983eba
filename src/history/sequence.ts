import type { Sql } from '../database/index.ts';

/** Where the log ends after a call, and how many entries the call added. */
export interface Sequenced {
  head: bigint;
  sequenced: number;
}

/** Most new entries that one call gives positions to. */
export const sequencingBatch = 1_000;

/** Where listeners are told how far the log reaches, and by whom: `HEAD TELLER`. */
export const logChannel = 'consentgraph_log';

/**
 * Gives positions to committed entries that have none: see the migration `history_partitions` for why
 * none is lost. Must not be called in a transaction. Any number of servers may call it at once.
 *
 * Whoever listens is told in the same transaction, one commit earlier than by a statement of its own.
 * Transactions that tell commit one after another, but so do these calls anyway; writers tell nobody.
 * PostgreSQL ends a transaction that finds no room for what it tells: beyond half of that room nobody
 * is told, since the log must go on. Listeners look for themselves now and then.
 *
 * @param teller is sent along, so that who tells need not listen to itself
 */
export async function sequenceHistory(
  sql: Sql,
  batch = sequencingBatch,
  teller = '',
): Promise<Sequenced> {
  const [row] = await sql<Sequenced[]>`
    select head, sequenced,
      case when sequenced > 0 and pg_notification_queue_usage() < 0.5
        then pg_notify(${logChannel}, head || ' ' || ${teller}::text) end
    from sequence_history(${batch})`;
  if (!row) throw new Error('sequence_history() returned no row');
  return { head: row.head, sequenced: row.sequenced };
}
