import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '../database/index.ts';
import { appendMany } from '../history/index.ts';
import { transitionArtifact, transitionRequest } from './lifecycle.ts';
import { subjectOf, subjectOfRequest } from './subject.ts';
import {
  artifactTable as artifacts,
  type ConsentArtifact,
  type ConsentRequest,
  requestTable as requests,
} from './table.ts';

const bySystem = { type: 'SYSTEM', id: null } as const;

/**
 * Records that locked requests lapsed, each as of the moment it was due, in two statements however
 * many they are.
 */
export async function expireRequests(
  tx: Tx,
  due: readonly ConsentRequest[],
  now: Date,
): Promise<void> {
  const entries = due.map((request) => ({
    entry: {
      action: 'EXPIRE' as const,
      ...subjectOfRequest(request),
      sequence: request.version + 1,
      previousStatus: request.status,
      newStatus: transitionRequest(request.status, 'EXPIRE', 'SYSTEM'),
      performedBy: bySystem,
      performedAt: request.expiresAt,
      recordedAt: now,
    },
  }));
  await tx
    .update(requests)
    .set({
      status: 'EXPIRED',
      decidedAt: requests.expiresAt,
      version: sql`${requests.version} + 1`,
    })
    .where(inArray(requests.id, idsOf(due)));
  await appendMany(tx, entries);
}

/** The same for consents whose term is over. */
export async function expireArtifacts(
  tx: Tx,
  due: readonly ConsentArtifact[],
  now: Date,
): Promise<void> {
  const entries = due.map((artifact) => ({
    entry: {
      action: 'EXPIRE' as const,
      ...subjectOf(artifact),
      sequence: artifact.version + 1,
      previousStatus: artifact.status,
      newStatus: transitionArtifact(artifact.status, 'EXPIRE', 'SYSTEM'),
      performedBy: bySystem,
      performedAt: artifact.validTill,
      recordedAt: now,
    },
  }));
  await tx
    .update(artifacts)
    .set({
      status: 'EXPIRED',
      statusChangedAt: artifacts.validTill,
      version: sql`${artifacts.version} + 1`,
    })
    .where(inArray(artifacts.id, idsOf(due)));
  await appendMany(tx, entries);
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
