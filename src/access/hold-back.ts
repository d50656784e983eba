import { sql } from 'drizzle-orm';
import type { Tx } from '../database/index.ts';

/** Held shared by whoever writes accesses; any constant that nothing else uses will do. */
export const accessLock = 7_264_003;

/**
 * Holds back whoever writes accesses until the transaction ends, and waits for those at it, so that
 * what they wrote is there to be deleted and nothing comes afterwards.
 */
export async function holdBackAccesses(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${accessLock})`);
}
