import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { consentNow, type Reader, type Tx, together } from '../database/index.ts';
import { type Actor, type OwnedColumns, ownedBy, reachedAs } from './actor.ts';
import type { NoticeBody } from './consent.ts';
import { artifactNow } from './effective.ts';
import {
  artifactPurposeTable,
  artifactTable as artifacts,
  type ConsentArtifact,
  noticeTable as notices,
} from './table.ts';

const owned: OwnedColumns = {
  fiduciaryId: artifacts.fiduciaryId,
  principalId: artifacts.principalId,
  practitionerId: artifacts.practitionerId,
  requestId: artifacts.requestId,
};

export async function findArtifact(
  reader: Reader,
  id: string,
  actors: Actor[],
): Promise<ConsentArtifact | undefined> {
  const [row] = await reader
    .select(artifactNow)
    .from(artifacts)
    .where(and(eq(artifacts.id, id), ownedBy(actors, owned)));
  return row;
}

/** Locks an artifact that one of the actors reaches as of then: as for a request. */
export async function lockArtifact(
  tx: Tx,
  id: string,
  actors: Actor[],
): Promise<{ artifact: ConsentArtifact; as: Actor['type']; now: Date } | undefined> {
  const reached = and(eq(artifacts.id, id), ownedBy(actors, owned));
  const [, [row]] = await together(
    tx.select({ id: artifacts.id }).from(artifacts).where(reached).for('no key update'),
    tx
      .select({ artifact: artifacts, as: reachedAs(actors, owned), now: consentNow })
      .from(artifacts)
      .where(reached),
  );
  return row;
}

/** Locks the artifact of a person at a fiduciary that a request is to replace. */
export async function lockReplaced(
  tx: Tx,
  id: string,
  principalId: string,
): Promise<ConsentArtifact | undefined> {
  const [row] = await tx
    .select()
    .from(artifacts)
    .where(and(eq(artifacts.id, id), eq(artifacts.principalId, principalId)))
    .for('no key update');
  return row;
}

export function findArtifacts(reader: Reader, ids: readonly string[]): Promise<ConsentArtifact[]> {
  return reader
    .select(artifactNow)
    .from(artifacts)
    .where(inArray(artifacts.id, [...ids]));
}

/** The consents that came of requests, the newest of each first. */
export function findArtifactsOfRequests(
  reader: Reader,
  requestIds: readonly string[],
): Promise<ConsentArtifact[]> {
  return reader
    .select(artifactNow)
    .from(artifacts)
    .where(inArray(artifacts.requestId, [...requestIds]))
    .orderBy(desc(artifacts.grantedAt), desc(artifacts.id));
}

/** Writes a sealed artifact, its purposes, and the notice it was given on. */
export function insertArtifact(
  tx: Tx,
  artifact: ConsentArtifact,
  notice: NoticeBody,
): Promise<unknown> {
  const { id, fiduciaryId, noticeHash, grants } = artifact;
  const purposes = grants.map(({ purposeId, purposeVersionId }) => ({
    artifactId: id,
    fiduciaryId,
    purposeId,
    purposeVersionId,
  }));
  return together(
    tx
      .insert(notices)
      .values({ hash: noticeHash, fiduciaryId, body: notice })
      .onConflictDoNothing(),
    tx.insert(artifacts).values(artifact),
    tx.insert(artifactPurposeTable).values(purposes),
  );
}

/**
 * Writes a transition over a locked row: a compare-and-set on its version. Sent when it is called, so
 * that it may stand {@link together} with what must come after it.
 *
 * @returns the row as it is now
 */
export async function updateArtifact(
  tx: Tx,
  artifact: ConsentArtifact,
  changes: Pick<ConsentArtifact, 'status' | 'statusChangedAt'> &
    Partial<Pick<ConsentArtifact, 'successorId'>>,
): Promise<ConsentArtifact> {
  const [row] = await tx
    .update(artifacts)
    .set({ ...changes, version: sql`${artifacts.version} + 1` })
    .where(and(eq(artifacts.id, artifact.id), eq(artifacts.version, artifact.version)))
    .returning()
    .execute();
  if (!row) throw new Error('A locked consent changed under its lock');
  return row;
}

/** Notices by their hash, as they were shown. */
export function findNotices(
  reader: Reader,
  hashes: readonly string[],
): Promise<(typeof notices.$inferSelect)[]> {
  return reader
    .select()
    .from(notices)
    .where(inArray(notices.hash, [...hashes]));
}
