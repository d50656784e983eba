import type { Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import type { Platform } from '../platform.ts';
import { findPrincipals, openExternalUserId } from '../principal/index.ts';
import type { DataKey } from '../vault/index.ts';

/**
 * A participant's own name for the person, which no other is told, and the key of that record.
 *
 * @throws `PRINCIPAL_NOT_LINKED` once the person was erased there
 */
export async function referenceOf(
  { vault }: Platform,
  tx: Tx,
  principalId: string,
): Promise<{ reference: string; key: DataKey }> {
  const [record] = await findPrincipals(tx, [principalId]);
  const keys = record ? await vault.dataKeys(tx, [record.dataKeyId]) : undefined;
  const key = record && keys?.get(record.dataKeyId);
  const reference = key && openExternalUserId(key, record);
  if (!key || !reference) {
    throw refuse('PRINCIPAL_NOT_LINKED', 'The person is not known at one of the two sides.');
  }
  return { reference, key };
}
