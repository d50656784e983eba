import type { Context } from '../auth/index.ts';
import { rowByKey, rowsByKey } from '../graphql/batch.ts';
import { findPurposes, findVersions, latestVersions, listPurposes, listVersions } from './store.ts';

export function purposeById({ platform }: Context) {
  return rowByKey(
    (ids) => findPurposes(platform.database.db, ids),
    ({ id }) => id,
  );
}

export function purposeVersionById({ platform }: Context) {
  return rowByKey(
    (ids) => findVersions(platform.database.db, ids),
    ({ id }) => id,
  );
}

/** The current version of a purpose, by the purpose's id. */
export function latestVersionOfPurpose({ platform }: Context) {
  return rowByKey(
    (ids) => latestVersions(platform.database.db, ids),
    ({ purposeId }) => purposeId,
  );
}

export function versionsOfPurpose({ platform }: Context) {
  return rowsByKey(
    (ids) => listVersions(platform.database.db, ids),
    ({ purposeId }) => purposeId,
  );
}

export function purposesOfFiduciary({ platform }: Context) {
  return rowsByKey(
    (ids) => listPurposes(platform.database.db, ids),
    ({ fiduciaryId }) => fiduciaryId,
  );
}
