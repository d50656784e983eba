import type { Context } from '../auth/index.ts';
import { rowByKey, rowsByKey } from '../graphql/batch.ts';
import { findFiduciaries, findPractitioners, listPractitioners } from './store.ts';

export function fiduciaryById({ platform }: Context) {
  return rowByKey(
    (ids) => findFiduciaries(platform.database.db, ids),
    ({ id }) => id,
  );
}

export function practitionerById({ platform }: Context) {
  return rowByKey(
    (ids) => findPractitioners(platform.database.db, ids),
    ({ id }) => id,
  );
}

export function practitionersOfFiduciary({ platform }: Context) {
  return rowsByKey(
    (ids) => listPractitioners(platform.database.db, ids),
    ({ fiduciaryId }) => fiduciaryId,
  );
}
