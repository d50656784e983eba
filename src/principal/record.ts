import { consentNow, isUuid, newId, type Reader, type Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { type DataKey, seal, unseal } from '../vault/index.ts';
import { findByExternalUser, findPrincipal, insertPrincipal, lockExternalUser } from './store.ts';
import type { Principal } from './table.ts';

const placeOf = (id: string) => `principal.external_user_id:${id}`;

/** A person as a fiduciary names them: by its own user id, or by the record it has already. */
export type Addressed = { externalUserId: string } | { principalId: string };

/**
 * The record of the person a fiduciary means, if there is one already. One statement, sent when it
 * is called.
 */
export async function recordAddressed(
  platform: Pick<Platform, 'vault'>,
  reader: Reader,
  fiduciaryId: string,
  person: Addressed,
): Promise<Principal | undefined> {
  if ('externalUserId' in person) {
    return knownRecord(platform, reader, fiduciaryId, person.externalUserId);
  }
  return isUuid(person.principalId)
    ? findPrincipal(reader, person.principalId, fiduciaryId)
    : undefined;
}

/**
 * The person a fiduciary means, with their data key, where `known` is what {@link recordAddressed}
 * found. Naming an external user id for the first time makes the record, with a data key of its own;
 * naming a record that is not this fiduciary's finds nothing.
 */
export async function addressed(
  platform: Platform,
  tx: Tx,
  fiduciaryId: string,
  person: Addressed,
  known: Principal | undefined,
): Promise<{ principal: Principal; key: DataKey } | undefined> {
  const isNew = !known && 'externalUserId' in person;
  const principal = isNew
    ? await firstRecord(platform, tx, fiduciaryId, person.externalUserId)
    : known;
  if (!principal || principal.erasedAt) return undefined;
  return { principal, key: await platform.vault.dataKey(tx, principal.dataKeyId) };
}

/** The record a fiduciary has under its own user id, if it has one. */
export function knownRecord(
  { vault }: Pick<Platform, 'vault'>,
  reader: Reader,
  fiduciaryId: string,
  externalUserId: string,
): Promise<Principal | undefined> {
  return findByExternalUser(
    reader,
    fiduciaryId,
    externalUserIndex(vault, fiduciaryId, externalUserId),
  );
}

/** The digest by which a fiduciary's user id is found. */
export function externalUserIndex(
  vault: Platform['vault'],
  fiduciaryId: string,
  externalUserId: string,
): Buffer {
  return vault.blindIndex(fiduciaryId, 'principal.external_user_id', externalUserId);
}

export function openExternalUserId(key: DataKey, principal: Principal): string | null {
  if (!principal.externalUserId) return null;
  return unseal(key, placeOf(principal.id), principal.externalUserId).toString();
}

async function firstRecord(
  platform: Platform,
  tx: Tx,
  fiduciaryId: string,
  externalUserId: string,
): Promise<Principal> {
  const index = externalUserIndex(platform.vault, fiduciaryId, externalUserId);
  await lockExternalUser(tx, index);
  const made = await findByExternalUser(tx, fiduciaryId, index);
  return made ?? insertRecord(platform, tx, { id: newId(), fiduciaryId, externalUserId });
}

/** Makes a record with a data key of its own; linked to an account from the start, if one is given. */
export async function insertRecord(
  { vault }: Platform,
  tx: Tx,
  record: { id: string; fiduciaryId: string; externalUserId: string; accountId?: string },
): Promise<Principal> {
  const { id, fiduciaryId, externalUserId, accountId } = record;
  const key = await vault.createDataKey(tx);
  return insertPrincipal(tx, {
    id,
    fiduciaryId,
    dataKeyId: key.id,
    externalUserId: seal(key, placeOf(id), externalUserId),
    externalUserIndex: externalUserIndex(vault, fiduciaryId, externalUserId),
    ...(accountId ? { accountId, linkedAt: consentNow } : {}),
  });
}
