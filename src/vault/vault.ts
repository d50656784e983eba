import { createHmac, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { Database, Reader, Tx } from '../database/index.ts';
import { dataKeysOf } from './data-key.ts';
import type { KeyEncryption } from './kek.ts';
import { openKeyring } from './keyring.ts';
import type { DataKey } from './seal.ts';
import type { SigningKey, SigningUse, VerificationKey } from './system-key.ts';

/** Every key of the installation. Logging or serialising it shows none of them. */
export interface Vault {
  /** Makes a data key in the caller's transaction. */
  createDataKey(tx: Tx): Promise<DataKey>;
  /**
   * @throws KeyDestroyed after an erasure.
   * @throws Unreadable when the key is unknown or its row was changed.
   */
  dataKey(reader: Reader, id: string): Promise<DataKey>;
  /**
   * Many data keys with one statement at most, by id in lower case. Destroyed and unknown keys are
   * missing from the answer, so that one erased person does not fail a list.
   *
   * @throws Unreadable when a row was changed.
   */
  dataKeys(reader: Reader, ids: readonly string[]): Promise<Map<string, DataKey>>;
  /** Seals what belongs to no person. */
  readonly systemKey: DataKey;
  /** Drops a data key from memory, after its erasure was committed by any server. */
  forget(keyId: string): void;
  /**
   * HMAC-SHA-256 by which an encrypted column can be searched for equality. The same value under
   * another scope (a fiduciary's id) or column gives an unrelated index.
   */
  blindIndex(scope: string, column: string, value: string): Buffer;
  /** HMAC-SHA-256, to recognise a value without keeping it. */
  fingerprint(value: string | Uint8Array): Buffer;
  /** The Ed25519 key that signs at present. */
  signingKey(use: SigningUse): SigningKey;
  /** Retires the signing key of a use; its signatures stay verifiable. */
  rotateSigningKey(use: SigningUse): Promise<{ kid: string }>;
  /**
   * The public key of a signature, if it was made for this use. A kid that is not known is looked
   * up among other servers' new keys, which may take a second; known ones never wait.
   */
  verificationKey(kid: string, use: SigningUse): Promise<VerificationKey | undefined>;
  /** The JWK Set (RFC 7517 §5) of all signing keys, retired ones included. */
  publicKeys(): { keys: JWK[] };
  /**
   * Looks for keys that other servers made, at most once a second. Before an answer that must be
   * complete, such as the published JWK Set. Never rejects: what is known stays usable.
   */
  refresh(): Promise<void>;
}

export interface VaultOptions {
  /** How many data keys stay unwrapped in memory; 10,000 unless said. */
  cachedDataKeys?: number;
  /** Told when looking for other servers' keys failed; the vault goes on with what it knows. */
  onProblem?: (error: unknown) => void;
}

/**
 * Opens the vault of a database, making the installation's own keys at the first start. Servers
 * that start at the same moment agree on every key.
 *
 * @throws Unreadable when a key does not open, above all for want of its key-encryption key.
 */
export async function openVault(
  database: Database,
  keks: KeyEncryption,
  options: VaultOptions = {},
): Promise<Vault> {
  const { cachedDataKeys = 10_000, onProblem = () => {} } = options;
  const keyring = await openKeyring(database, keks, onProblem);
  const dataKeys = dataKeysOf(keks, cachedDataKeys);
  const indexKey = keyring.secret('blind-index').key;
  const fingerprintKey = keyring.secret('fingerprint').key;
  const { id, key } = keyring.secret('data');
  return {
    createDataKey: dataKeys.create,
    dataKey: dataKeys.one,
    dataKeys: dataKeys.many,
    forget: dataKeys.forget,
    systemKey: { id, key },
    // JSON keeps the three parts apart, and escapes lone surrogates where UTF-8 would merge them.
    blindIndex: (scope, column, value) => hmac(indexKey, JSON.stringify([scope, column, value])),
    fingerprint: (value) => hmac(fingerprintKey, value),
    signingKey: keyring.signing,
    rotateSigningKey: keyring.rotate,
    verificationKey: keyring.verification,
    publicKeys: () => ({ keys: keyring.published().map(({ publicJwk }) => publicJwk) }),
    refresh: keyring.refresh,
  };
}

function hmac(key: KeyObject, data: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
