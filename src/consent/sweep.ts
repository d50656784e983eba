import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import { consentNow, readClock, type Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { expireArtifacts, expireRequests } from './expire.ts';
import { artifactTable as artifacts, requestTable as requests } from './table.ts';

const batchSize = 200;

/**
 * Records what has lapsed since the last time, oldest first, in batches. Nothing depends on its being
 * on time: everyone sees the effective status anyway. Rows that another server holds are left to it.
 *
 * @returns how many requests and consents were recorded as expired
 */
export async function sweepExpired(platform: Platform, signal?: AbortSignal): Promise<number> {
  let swept = 0;
  for (const sweep of [sweepRequests, sweepArtifacts]) {
    let batch = batchSize;
    while (batch === batchSize && !signal?.aborted) {
      batch = await platform.database.db.transaction(sweep);
      swept += batch;
      if (batch > 0) platform.history.wake();
    }
  }
  return swept;
}

async function sweepRequests(tx: Tx): Promise<number> {
  const due = await tx
    .select()
    .from(requests)
    .where(and(eq(requests.status, 'INITIATED'), lte(requests.expiresAt, consentNow)))
    .orderBy(asc(requests.expiresAt))
    .limit(batchSize)
    .for('no key update', { skipLocked: true });
  if (due.length === 0) return 0;
  await expireRequests(tx, due, await readClock(tx));
  return due.length;
}

async function sweepArtifacts(tx: Tx): Promise<number> {
  const due = await tx
    .select()
    .from(artifacts)
    .where(
      and(inArray(artifacts.status, ['ACTIVE', 'PAUSED']), lte(artifacts.validTill, consentNow)),
    )
    .orderBy(asc(artifacts.validTill))
    .limit(batchSize)
    .for('no key update', { skipLocked: true });
  if (due.length === 0) return 0;
  await expireArtifacts(tx, due, await readClock(tx));
  return due.length;
}
