import type { Context } from '../auth/index.ts';
import { rowByKey } from '../graphql/batch.ts';
import { findParticipants } from './store.ts';

export function participantById({ platform }: Context) {
  return rowByKey(
    (ids) => findParticipants(platform.database.db, ids),
    ({ id }) => id,
  );
}
