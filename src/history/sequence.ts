import type { Sql } from '../database/index.ts';

/** Where the log ends after a call, and how many entries the call added. */
export interface Sequenced {
  head: bigint;
  sequenced: number;
}

/** Most new entries that one call gives positions to. */
export const sequencingBatch = 1_000;

/**
 * Gives positions to committed entries that have none: see the migration `history_partitions` for why
 * none is lost. Must not be called in a transaction. Any number of servers may call it at once.
 */
export async function sequenceHistory(sql: Sql, batch = sequencingBatch): Promise<Sequenced> {
  const [row] = await sql<Sequenced[]>`select head, sequenced from sequence_history(${batch})`;
  if (!row) throw new Error('sequence_history() returned no row');
  return row;
}
