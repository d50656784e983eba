import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import type { Platform } from '../platform.ts';
import type { Vault } from '../vault/index.ts';
import { type Checkpoint, openCheckpoint, originOf, signCheckpoint } from './checkpoint.ts';
import { NoteInvalid, type NoteVerifier } from './note.ts';
import { findLastCheckpoint, insertCheckpoint, type StoredCheckpoint } from './store.ts';
import { type GrowOptions, growTree, rootAt } from './tree.ts';

/** What signing the head of the log needs. */
export type Signer = Pick<Platform, 'database' | 'vault' | 'config'>;

/** A checkpoint as this server signed it, or another. */
export interface SignedHead extends Checkpoint {
  note: string;
  signedAt: Date;
  by: NoteVerifier;
}

/**
 * The signed head of the log as it is now. It is signed anew only when the log has grown, so that
 * of each size there is one.
 */
export async function signHead(signer: Signer, options: GrowOptions = {}): Promise<SignedHead> {
  const { db } = signer.database;
  const size = await growTree(db, options);
  const last = await findLastCheckpoint(db);
  if (last?.size === size) return open(signer, last);
  const origin = originOf(signer.config.baseUrl);
  const root = await rootAt(db, size);
  const { privateKey } = signer.vault.signingKey('checkpoint');
  const note = signCheckpoint({ origin, size, root }, privateKey);
  return open(signer, await insertCheckpoint(db, size, note));
}

/** The last signed head if it covers so many entries, otherwise one signed now. */
export async function headCovering(signer: Signer, size: number): Promise<SignedHead> {
  const last = await findLastCheckpoint(signer.database.db);
  return last && last.size >= size ? open(signer, last) : signHead(signer);
}

/** Every key that may have signed checkpoints of this installation, under the name of a log. */
export async function checkpointVerifiers(vault: Vault, origin: string): Promise<NoteVerifier[]> {
  const keys = vault
    .publicKeys()
    .keys.map(({ kid = '' }) => vault.verificationKey(kid, 'checkpoint'));
  return (await Promise.all(keys)).flatMap((key) =>
    key ? [{ name: origin, publicKey: key.publicKey }] : [],
  );
}

/** Verifiers of one name from a published JWK Set. */
export function verifiersOf(keys: readonly JWK[], name: string): NoteVerifier[] {
  return keys
    .filter(({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519')
    .map((key) => ({ name, publicKey: createPublicKey({ key: { ...key }, format: 'jwk' }) }));
}

/** A checkpoint keeps the name that the log had when it was signed. */
async function open({ vault }: Signer, { note, signedAt }: StoredCheckpoint): Promise<SignedHead> {
  const origin = note.slice(0, note.indexOf('\n'));
  const read = async () => openCheckpoint(note, await checkpointVerifiers(vault, origin));
  const opened = await read().catch(async (error) => {
    if (!(error instanceof NoteInvalid)) throw error;
    // Another server may have signed it with a key that is newer than what this one knows.
    await vault.refresh();
    return read();
  });
  return { ...opened, note, signedAt };
}
