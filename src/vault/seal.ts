import type { KeyObject } from 'node:crypto';
import { decrypt, encrypt, gcmOverhead } from './gcm.ts';
import { Unreadable } from './unreadable.ts';

/** A key that seals data, under the id by which its records name it. */
export interface DataKey {
  /** UUID of its row, in lower case. */
  readonly id: string;
  /** AES-256. The object shows nothing of its bytes when it is logged or serialised. */
  readonly key: KeyObject;
}

const version = 1;
const headerLength = 1 + 16;

/**
 * Encrypts a value for one place in the database.
 *
 * @param place where it will lie, down to the row: `'principal.external_user_id:<row id>'`. It is
 * authenticated and not stored, so that a record moved to another row, column or person is refused.
 * @returns version (1 byte) ‖ key id (16) ‖ iv (12) ‖ AES-256-GCM ciphertext ‖ tag (16). Header and
 * place are the associated data.
 */
export function seal(key: DataKey, place: string, plaintext: string | Uint8Array): Buffer {
  const header = headerOf(key);
  const plain = typeof plaintext === 'string' ? Buffer.from(plaintext) : Buffer.from(plaintext);
  return Buffer.concat([header, encrypt(key.key, associatedData(header, place), plain)]);
}

/**
 * Opens what {@link seal} made with the same key for the same place.
 *
 * @throws Unreadable for anything else; never returns other data.
 */
export function unseal(key: DataKey, place: string, sealed: Uint8Array): Buffer {
  const record = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (record.length < headerLength + gcmOverhead) throw new Unreadable(place, 'too short');
  if (record[0] !== version) throw new Unreadable(place, `unknown version ${record[0]}`);
  const header = headerOf(key);
  if (!record.subarray(0, headerLength).equals(header)) {
    throw new Unreadable(place, 'it was sealed with another key');
  }
  try {
    return decrypt(key.key, associatedData(header, place), record.subarray(headerLength));
  } catch (cause) {
    throw new Unreadable(place, 'it was changed, or sealed for another place', { cause });
  }
}

function headerOf(key: DataKey): Buffer {
  const header = Buffer.allocUnsafe(headerLength);
  header[0] = version;
  if (header.write(key.id.replaceAll('-', ''), 1, 'hex') !== 16) {
    throw new TypeError('the id of a data key must be a UUID');
  }
  return header;
}

function associatedData(header: Buffer, place: string): Buffer {
  return Buffer.concat([header, Buffer.from(place)]);
}
