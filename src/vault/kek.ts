import { createSecretKey, type KeyObject } from 'node:crypto';
import { decrypt, encrypt } from './gcm.ts';
import { Unreadable } from './unreadable.ts';

/**
 * Encrypts the keys that lie in the database, under keys that do not. A key management service can
 * stand here; this program ships {@link configuredKeys}.
 */
export interface KeyEncryption {
  /** The key that new wrappings use. */
  readonly currentId: string;
  /**
   * Encrypts key material under the current key. The place names the row it is for and must be
   * authenticated (what cloud services call encryption context).
   */
  wrap(place: string, plain: Buffer): Promise<Wrapped>;
  /** @throws Unreadable when the key is not known, or the bytes or the place differ. */
  unwrap(place: string, wrapped: Wrapped): Promise<Buffer>;
}

/** Encrypted key material and the id of the key-encryption key that opens it. */
export interface Wrapped {
  kekId: string;
  wrapped: Buffer;
}

/**
 * Key-encryption keys from configuration: AES-256-GCM, 32 bytes each. The first is current; the
 * others still open what they wrapped, until everything is re-wrapped.
 *
 * @throws TypeError when there is none, an id is empty or used twice, or a key is not 32 bytes.
 */
export function configuredKeys(keks: readonly { id: string; key: Buffer }[]): KeyEncryption {
  const keys = new Map<string, KeyObject>();
  for (const { id, key } of keks) {
    if (id === '') throw new TypeError('a key-encryption key has an empty id');
    if (keys.has(id)) throw new TypeError(`the key-encryption key "${id}" is given twice`);
    if (key.length !== 32) throw new TypeError(`the key-encryption key "${id}" is not 32 bytes`);
    keys.set(id, createSecretKey(key));
  }
  const [current] = keys;
  if (!current) throw new TypeError('there is no key-encryption key');
  const [currentId, currentKey] = current;
  return {
    currentId,
    async wrap(place, plain) {
      const wrapped = encrypt(currentKey, associatedData(currentId, place), plain);
      return { kekId: currentId, wrapped };
    },
    async unwrap(place, { kekId, wrapped }) {
      const key = keys.get(kekId);
      if (!key) {
        throw new Unreadable(place, `the key-encryption key "${kekId}" is not configured`);
      }
      try {
        return decrypt(key, associatedData(kekId, place), wrapped);
      } catch (cause) {
        const reason = `it was changed, or wrapped by another key also called "${kekId}"`;
        throw new Unreadable(place, reason, { cause });
      }
    },
  };
}

function associatedData(kekId: string, place: string): Buffer {
  return Buffer.from(JSON.stringify(['consentgraph.wrap.1', kekId, place]));
}
