import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { KeyEncryption } from './kek.ts';
import type { systemKey } from './table.ts';
import { Unreadable } from './unreadable.ts';

/** What is signed: consent artifacts, our own access tokens, notice links, heads of the log. */
export const signingUses = ['artifact', 'token', 'link', 'checkpoint'] as const;
export type SigningUse = (typeof signingUses)[number];

/** Secrets that never leave: for sealing what belongs to no person, and for the two HMACs. */
export const secretUses = ['data', 'blind-index', 'fingerprint'] as const;
export type SecretUse = (typeof secretUses)[number];

export type SystemKeyRow = typeof systemKey.$inferSelect;
export type NewSystemKey = Omit<SystemKeyRow, 'createdAt' | 'retiredAt'>;

export interface SecretKey {
  id: string;
  use: SecretUse;
  key: KeyObject;
}

/** A public key that signatures of one use are checked with. */
export interface VerificationKey {
  use: SigningUse;
  /** RFC 7638 thumbprint. */
  kid: string;
  publicKey: KeyObject;
  publicJwk: JWK;
}

export interface SigningKey extends VerificationKey {
  privateKey: KeyObject;
}

export async function makeSecretKey(
  keks: KeyEncryption,
  id: string,
  use: SecretUse,
): Promise<NewSystemKey> {
  const plain = randomBytes(32);
  const wrapped = await keks.wrap(placeOf({ id, use, retiredAt: null }), plain);
  plain.fill(0);
  return { id, use, ...wrapped, publicJwk: null, kid: null };
}

/** A new Ed25519 key pair (RFC 8032). */
export async function makeSigningKey(
  keks: KeyEncryption,
  id: string,
  use: SigningUse,
): Promise<NewSystemKey & { kid: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
  const wrapped = await keks.wrap(placeOf({ id, use, retiredAt: null }), plain);
  plain.fill(0);
  const publicJwk = await toPublicJwk(publicKey);
  return { id, use, ...wrapped, publicJwk, kid: publicJwk.kid };
}

/** What replaces the wrapping of a signing key at its retirement: its public half. */
export async function wrapRetired(keks: KeyEncryption, row: SystemKeyRow, retiredAt: Date) {
  const { publicKey } = await openSigningKey(keks, row);
  const plain = publicKey.export({ format: 'der', type: 'spki' });
  return await keks.wrap(placeOf({ ...row, retiredAt }), plain);
}

/** @throws Unreadable when the row was changed, or its key-encryption key is not at hand. */
export async function openSecretKey(
  keks: KeyEncryption,
  row: SystemKeyRow,
  use: SecretUse,
): Promise<SecretKey> {
  const plain = await keks.unwrap(placeOf(row), row);
  const key = createSecretKey(plain);
  plain.fill(0);
  return { id: row.id, use, key };
}

/**
 * Opens a current signing key, or the public half of a retired one.
 *
 * @throws Unreadable when the row was changed: the columns for the public key are only shown to
 * readers of the database; what is trusted is what came out of the wrapping.
 */
export async function openSigningKey(
  keks: KeyEncryption,
  row: SystemKeyRow,
): Promise<VerificationKey & { privateKey?: KeyObject }> {
  const place = placeOf(row);
  if (!isSigningUse(row.use)) throw new Unreadable(place, 'it is no signing key');
  const plain = await keks.unwrap(place, row);
  const privateKey = row.retiredAt
    ? undefined
    : createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey ?? { key: plain, format: 'der', type: 'spki' });
  plain.fill(0);
  const publicJwk = await toPublicJwk(publicKey);
  if (publicJwk.kid !== row.kid) throw new Unreadable(place, 'its kid is not that of its key');
  return { use: row.use, kid: publicJwk.kid, publicKey, publicJwk, privateKey };
}

export function isSigningUse(use: string): use is SigningUse {
  return signingUses.some((known) => known === use);
}

export function isSecretUse(use: string): use is SecretUse {
  return secretUses.some((known) => known === use);
}

/** What a wrapping is bound to: the row, what it is for, and whether it still signs. */
export function placeOf(row: Pick<SystemKeyRow, 'id' | 'use' | 'retiredAt'>): string {
  return `system_key.wrapped:${row.id}:${row.use}:${row.retiredAt ? 'retired' : 'current'}`;
}

async function toPublicJwk(publicKey: KeyObject): Promise<JWK & { kid: string }> {
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { ...jwk, kid, alg: 'Ed25519', use: 'sig' };
}
