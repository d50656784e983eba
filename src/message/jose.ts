import type { KeyObject } from 'node:crypto';
import {
  CompactEncrypt,
  compactDecrypt,
  compactVerify,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { type ErrorCode, refuse } from '../errors.ts';

/** A key of one use, under its RFC 7638 thumbprint. */
export interface Key {
  kid: string;
  key: KeyObject;
}

/** The only algorithms there are: nobody negotiates. */
const signing = 'Ed25519';
const agreement = 'ECDH-ES+A256KW';
const encryption = 'A256GCM';

/** Signs claims as a compact JWS (RFC 7515) with `alg`, `kid` and `typ`. */
export function sign(typ: string, claims: JWTPayload, key: Key): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: signing, typ, kid: key.kid }).sign(key.key);
}

/** Encrypts a text as a compact JWE (RFC 7516); `cty` says what it is. */
export function encrypt(
  text: string,
  recipient: Key,
  cty: 'JWT' | 'json' = 'JWT',
): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: agreement, enc: encryption, kid: recipient.kid, cty })
    .encrypt(recipient.key);
}

/**
 * Which of our keys a JWE is for. Looks at the header alone, so that nothing is decrypted that we
 * would refuse anyway.
 *
 * @throws `MESSAGE_INVALID`, `ALGORITHM_NOT_ALLOWED`, also for compression
 */
export function recipientOf(jwe: string, cty: 'JWT' | 'json' = 'JWT'): string {
  if (!isCompact(jwe, 5)) throw invalid('It is not a compact JWE.');
  const header = headerOf(jwe);
  if ('zip' in header || header.alg !== agreement || header.enc !== encryption) {
    throw notAllowed(`Messages are encrypted with ${agreement} and ${encryption}, uncompressed.`);
  }
  requireMembers(header, ['alg', 'enc', 'kid', 'cty', 'epk']);
  if (header.cty !== cty) throw invalid(`The content type of the JWE is not ${cty}.`);
  if (!isThumbprint(header.kid)) throw invalid('The JWE does not name the key it is for.');
  return header.kid;
}

/** @throws `MESSAGE_UNDECRYPTABLE` */
export async function decrypt(jwe: string, key: KeyObject): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [agreement],
      contentEncryptionAlgorithms: [encryption],
      maxDecompressedLength: 0,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
  } catch (error) {
    throw unlessFault(
      error,
      'MESSAGE_UNDECRYPTABLE',
      'The message was changed, or is for another.',
    );
  }
}

/** A JWS that was taken apart, and not checked yet. */
export interface Unverified {
  jws: string;
  kid: string;
  typ: string;
  /** Whatever it says, which may be a lie. */
  claims: Record<string, unknown>;
}

/**
 * Takes a JWS apart.
 *
 * @throws `MESSAGE_INVALID`; `ALGORITHM_NOT_ALLOWED`; `KEY_UNKNOWN` when it does not name its key
 */
export function unverified(jws: string): Unverified {
  if (!isCompact(jws, 3)) throw invalid('It does not hold a compact JWS.');
  const header = headerOf(jws);
  if (header.alg !== signing) throw notAllowed(`Messages are signed with ${signing}.`);
  // Without `kid` a library would try every key; with `jwk`, `jku` or `x5c` it might trust the sender's.
  if (!isThumbprint(header.kid)) {
    throw refuse('KEY_UNKNOWN', 'The signature does not name its key.');
  }
  requireMembers(header, ['alg', 'kid', 'typ']);
  if (typeof header.typ !== 'string') throw invalid('The JWS does not say what it is.');
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString(),
    );
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
      throw invalid('The claims are not a JSON object.');
    }
    return { jws, kid: header.kid, typ: header.typ, claims: claims as Record<string, unknown> };
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('The claims are not JSON.');
    throw error;
  }
}

/** @throws `SIGNATURE_INVALID` */
export async function checkSignature({ jws }: Unverified, key: KeyObject): Promise<void> {
  try {
    await compactVerify(jws, key, { algorithms: [signing] });
  } catch (error) {
    throw unlessFault(error, 'SIGNATURE_INVALID', 'The signature does not hold.');
  }
}

/** A `kid` as all of ours are: a SHA-256 in base64url (RFC 7638). */
function isThumbprint(kid: unknown): kid is string {
  return typeof kid === 'string' && /^[\w-]{43}$/.test(kid);
}

/** Parts in the one spelling that base64url has for their bytes, so that one message is one text. */
function isCompact(text: string, parts: number): boolean {
  const given = text.split('.');
  const isExact = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;
  return given.length === parts && given.every((part) => part !== '' && isExact(part));
}

function headerOf(text: string): Record<string, unknown> {
  try {
    return decodeProtectedHeader(text);
  } catch {
    throw invalid('Its protected header cannot be read.');
  }
}

function requireMembers(header: Record<string, unknown>, known: string[]): void {
  const unknown = Object.keys(header).find((member) => !known.includes(member));
  if (unknown !== undefined) throw invalid('Its protected header says more than it may.');
}

function invalid(message: string) {
  return refuse('MESSAGE_INVALID', message);
}

function notAllowed(message: string) {
  return refuse('ALGORITHM_NOT_ALLOWED', message);
}

function unlessFault(error: unknown, code: ErrorCode, message: string): unknown {
  return error instanceof errors.JOSEError || error instanceof TypeError
    ? refuse(code, message)
    : error;
}
