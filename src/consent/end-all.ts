import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { readClock, type Tx } from '../database/index.ts';
import { append, type Performer } from '../history/index.ts';
import { updateArtifact } from './artifact-store.ts';
import { expireArtifacts, expireRequests } from './expire.ts';
import {
  artifactStatusAt,
  artifactTransitions,
  requestStatusAt,
  requestTransitions,
} from './lifecycle.ts';
import { updateRequest } from './request-store.ts';
import { subjectOf, subjectOfRequest } from './subject.ts';
import {
  artifactTable as artifacts,
  type ConsentArtifact,
  type ConsentRequest,
  requestTable as requests,
} from './table.ts';

const cause = { cause: 'ERASURE' } as const;

/**
 * Ends all that is open of a person whose record is being erased: cancels requests, withdraws
 * consents, each with its history entry. What only time has ended is recorded as that. Also takes
 * away what requests keep encrypted.
 *
 * @returns how many were cancelled and withdrawn
 */
export async function endAll(
  tx: Tx,
  principalId: string,
  performedBy: Performer,
): Promise<{ cancelled: number; withdrawn: number }> {
  let cancelled = 0;
  let withdrawn = 0;
  for (const request of await lockOpenRequests(tx, principalId)) {
    if (await cancel(tx, request, performedBy)) cancelled += 1;
  }
  // A renewal that committed while we waited for its lock has left another: look again until none is.
  for (;;) {
    const running = await lockRunning(tx, principalId);
    if (running.length === 0) break;
    for (const artifact of running) if (await withdraw(tx, artifact, performedBy)) withdrawn += 1;
  }
  await tx
    .update(requests)
    .set({ metadata: null, reason: null })
    .where(
      and(
        eq(requests.principalId, principalId),
        sql`(${requests.metadata} is not null or ${requests.reason} is not null)`,
      ),
    );
  return { cancelled, withdrawn };
}

async function cancel(tx: Tx, request: ConsentRequest, performedBy: Performer): Promise<boolean> {
  const now = await readClock(tx);
  if (requestStatusAt(request, now) === 'EXPIRED') {
    await expireRequests(tx, [request], now);
    return false;
  }
  const status = requestTransitions.CANCEL.to;
  const cancelled = await updateRequest(tx, request, { status, decidedAt: now });
  await append(tx, {
    action: 'CANCEL',
    ...subjectOfRequest(request),
    sequence: cancelled.version,
    previousStatus: request.status,
    newStatus: status,
    performedBy,
    performedAt: now,
    facts: cause,
  });
  return true;
}

async function withdraw(
  tx: Tx,
  artifact: ConsentArtifact,
  performedBy: Performer,
): Promise<boolean> {
  const now = await readClock(tx);
  if (artifactStatusAt(artifact, now) === 'EXPIRED') {
    await expireArtifacts(tx, [artifact], now);
    return false;
  }
  const status = artifactTransitions.WITHDRAW.to;
  const changed = await updateArtifact(tx, artifact, { status, statusChangedAt: now });
  await append(tx, {
    action: 'WITHDRAW',
    ...subjectOf(changed),
    previousStatus: artifact.status,
    newStatus: status,
    performedBy,
    performedAt: now,
    facts: cause,
  });
  return true;
}

function lockOpenRequests(tx: Tx, principalId: string): Promise<ConsentRequest[]> {
  return tx
    .select()
    .from(requests)
    .where(and(eq(requests.principalId, principalId), eq(requests.status, 'INITIATED')))
    .orderBy(asc(requests.id))
    .for('no key update');
}

function lockRunning(tx: Tx, principalId: string): Promise<ConsentArtifact[]> {
  return tx
    .select()
    .from(artifacts)
    .where(
      and(eq(artifacts.principalId, principalId), inArray(artifacts.status, ['ACTIVE', 'PAUSED'])),
    )
    .orderBy(asc(artifacts.id))
    .for('no key update');
}
