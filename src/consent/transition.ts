import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { append, type NewEntry } from '../history/index.ts';
import { actorsFor, actorsOf, bearerOf, performerOf } from './actor.ts';
import { type LockedArtifact, lockArtifact, updateArtifact } from './artifact-store.ts';
import {
  type ArtifactAction,
  artifactStatusAt,
  artifactTransitions,
  transitionArtifact,
} from './lifecycle.ts';
import type { Actor } from './reach.ts';
import { subjectOf } from './subject.ts';
import type { ConsentArtifact } from './table.ts';

export interface OfConsent {
  consentId: string;
  noticeToken?: string | null;
}

/**
 * Takes a consent from one status to the next and records it, with nothing else observable.
 *
 * @throws `NOT_FOUND`, `FORBIDDEN`, and what the lifecycle refuses: `CONFLICT`, `EXPIRED`
 */
export async function transition(
  context: Context,
  command: Command & { input: OfConsent },
  action: Exclude<ArtifactAction, 'EXPIRE' | 'UPDATE' | 'RENEW' | 'SUPERSEDE'>,
  disclosures: NewEntry['disclosures'],
): Promise<ConsentArtifact> {
  const { consentId, noticeToken } = command.input;
  const { by } = artifactTransitions[action];
  const actors = actorsFor(await actorsOf(context, noticeToken), by);
  return runCommand(context, { ...command, ...bearerOf(actors) }, async (tx) => {
    const { artifact, as, now, dataKeyId } = await lockedConsent(tx, consentId, actors);
    const status = transitionArtifact(artifactStatusAt(artifact, now), action, as);
    const key = disclosures && (await context.platform.vault.dataKey(tx, dataKeyId));
    const entry: NewEntry = {
      action,
      ...subjectOf(artifact),
      // The version that the update, which is sent with it, makes.
      sequence: artifact.version + 1,
      previousStatus: artifact.status,
      newStatus: status,
      performedBy: performerOf(context, as, artifact.principalId),
      performedAt: now,
      ...(disclosures ? { disclosures } : {}),
    };
    // Sent together, in this order.
    const [changed] = await Promise.all([
      updateArtifact(tx, artifact, { status, statusChangedAt: now }),
      append(tx, entry, key),
    ]);
    return changed;
  });
}

/** @throws `NOT_FOUND` when none of the actors reaches it */
export async function lockedConsent(tx: Tx, id: string, actors: Actor[]): Promise<LockedArtifact> {
  const locked = isUuid(id) ? await lockArtifact(tx, id, actors) : undefined;
  if (!locked) throw notFound();
  return locked;
}
