import type { Tx } from '../database/index.ts';
import { append } from '../history/index.ts';
import { updateArtifact } from './artifact-store.ts';
import { transitionArtifact, transitionRequest } from './lifecycle.ts';
import { updateRequest } from './request-store.ts';
import type { ConsentArtifact, ConsentRequest } from './table.ts';

const bySystem = { type: 'SYSTEM', id: null } as const;

/** Records that a locked request lapsed, as of the moment it was due. */
export async function expireRequest(
  tx: Tx,
  request: ConsentRequest,
  now: Date,
): Promise<ConsentRequest> {
  const status = transitionRequest(request.status, 'EXPIRE', 'SYSTEM');
  const lapsed = await updateRequest(tx, request, { status, decidedAt: request.expiresAt });
  await append(tx, {
    action: 'EXPIRE',
    fiduciaryId: request.fiduciaryId,
    principalId: request.principalId,
    practitionerId: request.practitionerId,
    requestId: request.id,
    sequence: lapsed.version,
    previousStatus: request.status,
    newStatus: status,
    performedBy: bySystem,
    performedAt: request.expiresAt,
    recordedAt: now,
  });
  return lapsed;
}

/** Records that a locked consent ran out, as of the moment it was due. */
export async function expireArtifact(
  tx: Tx,
  artifact: ConsentArtifact,
  now: Date,
): Promise<ConsentArtifact> {
  const status = transitionArtifact(artifact.status, 'EXPIRE', 'SYSTEM');
  const ended = await updateArtifact(tx, artifact, {
    status,
    statusChangedAt: artifact.validTill,
  });
  await append(tx, {
    action: 'EXPIRE',
    fiduciaryId: artifact.fiduciaryId,
    principalId: artifact.principalId,
    practitionerId: artifact.practitionerId,
    requestId: artifact.requestId,
    artifactId: artifact.id,
    sequence: ended.version,
    previousStatus: artifact.status,
    newStatus: status,
    performedBy: bySystem,
    performedAt: artifact.validTill,
    recordedAt: now,
  });
  return ended;
}
