import DataLoader from 'dataloader';
import { type Context, loader } from '../auth/index.ts';
import { rowByKey, rowsByKey } from '../graphql/batch.ts';
import type { DataKey } from '../vault/index.ts';
import { findPrincipals, listByAccount } from './store.ts';

export function principalById({ platform }: Context) {
  return rowByKey(
    (ids) => findPrincipals(platform.database.db, ids),
    ({ id }) => id,
  );
}

export function principalsOfAccount({ platform }: Context) {
  return rowsByKey(
    (ids) => listByAccount(platform.database.db, ids),
    ({ accountId }) => accountId ?? '',
  );
}

/** Data keys by their own id; null for a person who was erased. */
export function dataKeyById({ platform }: Context): DataLoader<string, DataKey | null> {
  return new DataLoader(async (ids) => {
    const keys = await platform.vault.dataKeys(platform.database.db, ids);
    return ids.map((id) => keys.get(id) ?? null);
  });
}

/** The data key of a principal record; null once the person was erased. */
export async function dataKeyOf(context: Context, principalId: string): Promise<DataKey | null> {
  const { dataKeyId } = await loader(context, principalById).load(principalId);
  return loader(context, dataKeyById).load(dataKeyId);
}
