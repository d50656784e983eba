import type { ConsentArtifact, ConsentRequest } from './table.ts';

/** Whom and what an entry about a request concerns. */
export function subjectOfRequest(request: ConsentRequest) {
  return {
    fiduciaryId: request.fiduciaryId,
    principalId: request.principalId,
    practitionerId: request.practitionerId,
    requestId: request.id,
  };
}

/** What an entry says of the consent it is about, as of this version of it. */
export function subjectOf(artifact: ConsentArtifact) {
  return {
    fiduciaryId: artifact.fiduciaryId,
    principalId: artifact.principalId,
    practitionerId: artifact.practitionerId,
    requestId: artifact.requestId,
    artifactId: artifact.id,
    sequence: artifact.version,
  };
}
