import type { Tx } from '../database/index.ts';
import { append, type Performer } from '../history/index.ts';
import { updateArtifact } from './artifact-store.ts';
import { artifactStatusAt, transitionArtifact } from './lifecycle.ts';
import type { Actor } from './reach.ts';
import type { ConsentArtifact } from './table.ts';
import { subjectOf } from './transition.ts';

/**
 * Ends a locked consent in favour of the one that takes its place, and links the two.
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
  const ended = await updateArtifact(tx, artifact, {
    status,
    statusChangedAt: now,
    successorId: successor.id,
  });
  await append(tx, {
    action,
    ...subjectOf(ended),
    previousStatus: artifact.status,
    newStatus: status,
    performedBy,
    performedAt: now,
    facts: { successorId: successor.id },
  });
}
