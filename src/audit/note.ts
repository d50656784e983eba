import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Signed notes (C2SP signed-note): a text with signatures below it that people and the tools of
 * transparency logs read alike.
 */

/** Whoever verifies: a name, and the Ed25519 key that goes by it. */
export interface NoteVerifier {
  name: string;
  publicKey: KeyObject;
}

/** A note whose signature holds. */
export interface OpenedNote {
  text: string;
  /** The one of the verifiers whose signature was checked. */
  by: NoteVerifier;
}

/** A note that is malformed, or that none of the known keys signed. */
export class NoteInvalid extends Error {
  override readonly name = 'NoteInvalid';
}

/** Signs a text, which ends with a line break. */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const verifier = { name, publicKey: createPublicKey(privateKey) };
  const signature = Buffer.concat([keyIdOf(verifier), sign(null, Buffer.from(text), privateKey)]);
  return `${text}\n— ${name} ${signature.toString('base64')}\n`;
}

/**
 * The text of a note. Signatures of others are passed over, as the format wants it; one by a known
 * key that does not hold refuses the whole note.
 *
 * @throws NoteInvalid
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote {
  const end = note.lastIndexOf('\n\n');
  if (end === -1 || !note.endsWith('\n')) throw new NoteInvalid('it is no signed note');
  const text = note.slice(0, end + 1);
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(parseSignature);
  for (const { name, bytes } of signatures) {
    const by = verifiers.find((verifier) => verifier.name === name && signedBy(verifier, bytes));
    if (!by) continue;
    if (!verify(null, Buffer.from(text), by.publicKey, bytes.subarray(4))) {
      throw new NoteInvalid('its text or its signature was changed');
    }
    return { text, by };
  }
  throw new NoteInvalid('it is not signed by a known key');
}

/** A verifier in one line, as the tools of transparency logs take it: `name+id+key`. */
export function verifierLine(verifier: NoteVerifier): string {
  const key = Buffer.concat([Buffer.of(ed25519), rawKey(verifier.publicKey)]);
  return `${verifier.name}+${keyIdOf(verifier).toString('hex')}+${key.toString('base64')}`;
}

/** @throws NoteInvalid when a line is no Ed25519 verifier, or its id is not that of its key. */
export function parseVerifierLine(line: string): NoteVerifier {
  const [, name, id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim()) ?? [];
  const key = Buffer.from(encoded, 'base64');
  if (!name || key.length !== 33 || key[0] !== ed25519) {
    throw new NoteInvalid('it is no verifier key (name+id+key)');
  }
  const x = key.subarray(1).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const verifier = { name, publicKey };
  if (keyIdOf(verifier).toString('hex') !== id) throw new NoteInvalid('its id is another key’s');
  return verifier;
}

const ed25519 = 1;

function keyIdOf({ name, publicKey }: NoteVerifier): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ed25519), rawKey(publicKey)]);
  return hash('sha256', named, 'buffer').subarray(0, 4);
}

function parseSignature(line: string): { name: string; bytes: Buffer } {
  const [, name, encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!name || bytes.length < 5 || bytes.toString('base64') !== encoded) {
    throw new NoteInvalid('it has a malformed signature');
  }
  return { name, bytes };
}

function signedBy(verifier: NoteVerifier, signature: Buffer): boolean {
  return keyIdOf(verifier).equals(signature.subarray(0, 4));
}

function rawKey(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
}
