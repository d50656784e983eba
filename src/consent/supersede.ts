import type { Tx } from '../database/index.ts';
import { append, type NewEntry, type Performer } from '../history/index.ts';
import { updateArtifact } from './artifact-store.ts';
import { artifactStatusAt, transitionArtifact } from './lifecycle.ts';
import type { Actor } from './reach.ts';
import { subjectOf } from './subject.ts';
import type { ConsentArtifact } from './table.ts';

/**
 * Ends a locked consent in favour of the one that takes its place, and links the two. Sent when it is
 * called, so that it may stand together with what must come after it.
 *
 * @throws `CONFLICT` or `EXPIRED` when it is not ACTIVE any more
 */
export async function supersede(
  tx: Tx,
  artifact: ConsentArtifact,
  action: 'UPDATE' | 'RENEW' | 'SUPERSEDE',
  successor: ConsentArtifact,
  { as, performedBy, now }: { as: Actor['type']; performedBy: Performer; now: Date },
): Promise<void> {
  const status = transitionArtifact(artifactStatusAt(artifact, now), action, as);
  const entry: NewEntry = {
    action,
    ...subjectOf(artifact),
    // The version that the update, which is sent with it, makes.
    sequence: artifact.version + 1,
    previousStatus: artifact.status,
    newStatus: status,
    performedBy,
    performedAt: now,
    facts: { successorId: successor.id },
  };
  // Sent together, in this order.
  await Promise.all([
    updateArtifact(tx, artifact, { status, statusChangedAt: now, successorId: successor.id }),
    append(tx, entry),
  ]);
}
