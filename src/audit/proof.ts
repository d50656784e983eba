import type { Database } from '../database/index.ts';
import { badInput, notFound, refuse } from '../errors.ts';
import {
  type HistoryEntry,
  readEntriesById,
  sequenceHistory,
  sequencingBatch,
} from '../history/index.ts';
import { headCovering, type SignedHead, type Signer, signHead } from './head.ts';
import { findLeafIndices } from './store.ts';
import { consistencyPath, inclusionPaths, rootAt } from './tree.ts';

/** That an entry is in the log that a checkpoint is of (RFC 6962 §2.1.1). */
export interface InclusionProof {
  entryId: string;
  leafIndex: number;
  path: Buffer[];
  head: SignedHead;
}

/** That the log of one size is the beginning of the log of another (RFC 6962 §2.1.2). */
export interface ConsistencyProof {
  from: { size: number; root: Buffer };
  to: { size: number; root: Buffer };
  path: Buffer[];
}

/**
 * Proves entries against one head, in a few statements however many they are. Entries without a
 * position are missing: it comes within milliseconds of the commit.
 */
export async function proveInclusion(
  signer: Signer,
  entryIds: readonly string[],
): Promise<Map<string, InclusionProof>> {
  const { db } = signer.database;
  const indices = await findLeafIndices(db, entryIds);
  if (indices.size === 0) return new Map();
  const head = await headCovering(signer, Math.max(...indices.values()) + 1);
  const found = [...indices];
  const paths = await inclusionPaths(
    db,
    found.map(([, index]) => index),
    head.size,
  );
  return new Map(
    found.map(([entryId, leafIndex], at) => [
      entryId,
      { entryId, leafIndex, path: paths[at] ?? [], head },
    ]),
  );
}

/** Sees to it that committed entries have positions, should no server have given them any yet. */
export async function requirePositions(
  { db, sql }: Database,
  entryIds: readonly string[],
): Promise<void> {
  const allHave = async () => (await findLeafIndices(db, entryIds)).size === new Set(entryIds).size;
  if (await allHave()) return;
  while ((await sequenceHistory(sql)).sequenced >= sequencingBatch);
  if (!(await allHave())) {
    throw refuse('UNAVAILABLE', 'The log has not come to this yet. Try again shortly.', {
      retryAfterSeconds: 1,
    });
  }
}

/** An entry with its proof. @throws `NOT_FOUND`; `UNAVAILABLE` */
export async function proveEntry(
  signer: Signer,
  entryId: string,
): Promise<InclusionProof & { entry: HistoryEntry }> {
  const { database } = signer;
  const entry = (await readEntriesById(database.db, [entryId])).get(entryId);
  if (!entry) throw notFound();
  await requirePositions(database, [entryId]);
  const proof = (await proveInclusion(signer, [entryId])).get(entryId);
  if (!proof) throw new Error('An entry lost its position');
  return { ...proof, entry };
}

/**
 * Proves that nothing of the log of `from` entries was changed since, up to `to` entries, or up to
 * now.
 *
 * @throws `BAD_USER_INPUT` for sizes that the log never had, or in the wrong order.
 */
export async function proveConsistency(
  signer: Signer,
  from: number,
  to: number | null,
): Promise<ConsistencyProof> {
  const { db } = signer.database;
  const { size } = await signHead(signer);
  const end = to ?? size;
  if (end < 0 || end > size) throw badInput('to', `The log has ${size} entries.`);
  if (from < 0 || from > end) {
    throw badInput('from', `This is a number of entries from 0 to ${end}.`);
  }
  const [first, second, path] = await Promise.all([
    rootAt(db, from),
    rootAt(db, end),
    consistencyPath(db, from, end),
  ]);
  return { from: { size: from, root: first }, to: { size: end, root: second }, path };
}
