import { dropHistoryPartitions } from '../history/index.ts';
import type { Platform } from '../platform.ts';
import { deleteEndedConsents, deleteEndedRequests } from './retain-store.ts';

const batchSize = 200;

/**
 * Deletes the records whose time is over: consents that ended, and requests that were decided
 * without one, longer ago than their data fiduciary keeps them, which is never less than seven years
 * (DPDP Rules 2025, First Schedule, Part B; DPDP Act 2023 s.8(7)). A consent goes together with those
 * it superseded and was superseded by, so that no chain is ever torn. Years of history that nothing
 * refers to any more are dropped whole; their leaf hashes stay, and every proof with them.
 */
export async function applyRetention(
  platform: Platform,
  signal?: AbortSignal,
): Promise<{ consents: number; requests: number; years: number }> {
  const { db } = platform.database;
  const repeat = async (deleteSome: typeof deleteEndedConsents) => {
    let all = 0;
    for (;;) {
      const some = await db.transaction((tx) => deleteSome(tx, batchSize));
      all += some;
      if (some === 0 || signal?.aborted) return all;
    }
  };
  const consents = await repeat(deleteEndedConsents);
  const requests = await repeat(deleteEndedRequests);
  const years = signal?.aborted ? 0 : await dropHistoryPartitions(db);
  return { consents, requests, years };
}
