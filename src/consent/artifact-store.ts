import { and, desc, eq, sql } from 'drizzle-orm';
import {
  consentNow,
  converted,
  type Given,
  insertion,
  isOneOf,
  type Reader,
  statement,
  type Tx,
} from '../database/index.ts';
import { principalTable } from '../principal/table.ts';
import type { NoticeBody } from './consent.ts';
import { artifactNow } from './effective.ts';
import { type Actor, type OwnedColumns, reaching } from './reach.ts';
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
  const [row] = await reached(reader, actors, { id });
  return row;
}

const reached = reaching(owned, (on, { id }: Given<{ id: string }>, { isReached }) =>
  on
    .select(artifactNow)
    .from(artifacts)
    .where(and(eq(artifacts.id, id), isReached)),
);

/** A locked artifact, by whom it is reached, and when. */
export interface LockedArtifact {
  artifact: ConsentArtifact;
  as: Actor['type'];
  now: Date;
  /** Of the person. */
  dataKeyId: string;
}

/** Locks an artifact that one of the actors reaches as of then: as for a request. */
export async function lockArtifact(
  tx: Tx,
  id: string,
  actors: Actor[],
): Promise<LockedArtifact | undefined> {
  // Sent together, in this order.
  const [[locked], [row]] = await Promise.all([
    lockReached(tx, actors, { id }),
    readReached(tx, actors, { id }),
  ]);
  return locked && row;
}

const lockReached = reaching(owned, (on, { id }: Given<{ id: string }>, { isReached }) =>
  on
    .select({ id: artifacts.id })
    .from(artifacts)
    .where(and(eq(artifacts.id, id), isReached))
    .for('no key update'),
);

const readReached = reaching(owned, (on, { id }: Given<{ id: string }>, { isReached, reachedAs }) =>
  on
    .select({
      artifact: artifacts,
      as: reachedAs,
      now: consentNow,
      dataKeyId: principalTable.dataKeyId,
    })
    .from(artifacts)
    .innerJoin(principalTable, eq(principalTable.id, artifacts.principalId))
    .where(and(eq(artifacts.id, id), isReached)),
);

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
  return artifactsById(reader, { ids });
}

const artifactsById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select(artifactNow).from(artifacts).where(isOneOf(artifacts.id, ids)),
);

/** The consents that came of requests, the newest of each first. */
export function findArtifactsOfRequests(
  reader: Reader,
  requestIds: readonly string[],
): Promise<ConsentArtifact[]> {
  return artifactsOf(reader, { requestIds });
}

const artifactsOf = statement((on, { requestIds }: Given<{ requestIds: readonly string[] }>) =>
  on
    .select(artifactNow)
    .from(artifacts)
    .where(isOneOf(artifacts.requestId, requestIds))
    .orderBy(desc(artifacts.grantedAt), desc(artifacts.id)),
);

/** Writes a sealed artifact, its purposes, and the notice it was given on. Sent when it is called. */
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
  // Sent together, in this order.
  return Promise.all([
    keepNotice(tx, { hash: noticeHash, fiduciaryId, body: notice }),
    insertArtifacts(tx, [artifact]),
    insertPurposes(tx, purposes),
  ]);
}

const keepNotice = statement((on, { hash, fiduciaryId, body }: Given<ShownNotice>) =>
  on.insert(notices).values({ hash, fiduciaryId, body }).onConflictDoNothing(),
);
const insertArtifacts = insertion(artifacts);
const insertPurposes = insertion(artifactPurposeTable);

/**
 * Writes a transition over a locked row: a compare-and-set on its version. Sent when it is called, so
 * that it may stand together with what must come after it.
 *
 * @returns the row as it is now
 */
export async function updateArtifact(
  tx: Tx,
  artifact: ConsentArtifact,
  changes: Pick<Changes, 'status' | 'statusChangedAt'> & Partial<Changes>,
): Promise<ConsentArtifact> {
  const { id, version, status, statusChangedAt, successorId } = { ...artifact, ...changes };
  const [row] = await change(tx, { id, version, status, statusChangedAt, successorId });
  if (!row) throw new Error('A locked consent changed under its lock');
  return row;
}

type Changes = Pick<ConsentArtifact, 'status' | 'statusChangedAt' | 'successorId'>;

const change = statement((on, given: Given<Changes & { id: string; version: number }>) =>
  on
    .update(artifacts)
    .set({
      status: converted(artifacts.status, given.status),
      statusChangedAt: converted(artifacts.statusChangedAt, given.statusChangedAt),
      successorId: converted(artifacts.successorId, given.successorId),
      version: sql`${artifacts.version} + 1`,
    })
    .where(and(eq(artifacts.id, given.id), eq(artifacts.version, given.version)))
    .returning(),
);

type ShownNotice = typeof notices.$inferSelect;

/** Notices by their hash, as they were shown. */
export function findNotices(reader: Reader, hashes: readonly string[]): Promise<ShownNotice[]> {
  return noticesByHash(reader, { hashes });
}

const noticesByHash = statement((on, { hashes }: Given<{ hashes: readonly string[] }>) =>
  on.select().from(notices).where(isOneOf(notices.hash, hashes)),
);
