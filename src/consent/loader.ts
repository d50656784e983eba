import type { Context } from '../auth/index.ts';
import { rowByKey, rowsByKey } from '../graphql/batch.ts';
import { findArtifacts, findArtifactsOfRequests, findNotices } from './artifact-store.ts';
import { findRequestPurposes, findRequests } from './request-store.ts';

export function requestById({ platform }: Context) {
  return rowByKey(
    (ids) => findRequests(platform.database.db, ids),
    ({ id }) => id,
  );
}

export function purposesOfRequest({ platform }: Context) {
  return rowsByKey(
    (ids) => findRequestPurposes(platform.database.db, ids),
    ({ requestId }) => requestId,
  );
}

export function consentById({ platform }: Context) {
  return rowByKey(
    (ids) => findArtifacts(platform.database.db, ids),
    ({ id }) => id,
  );
}

/** The consents that came of a request, the newest first. */
export function consentsOfRequest({ platform }: Context) {
  return rowsByKey(
    (ids) => findArtifactsOfRequests(platform.database.db, ids),
    ({ requestId }) => requestId,
  );
}

export function noticeByHash({ platform }: Context) {
  return rowByKey(
    (hashes) => findNotices(platform.database.db, hashes),
    ({ hash }) => hash,
  );
}
