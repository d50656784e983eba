import { CompactSign, compactVerify, decodeProtectedHeader, errors } from 'jose';
import { canonicalJson } from './canonical.ts';
import type { SigningUse } from './system-key.ts';
import type { Vault } from './vault.ts';

/** A signature that does not hold: forged, changed, for another use, or by a key that is not ours. */
export class SignatureInvalid extends Error {
  override readonly name = 'SignatureInvalid';
}

/**
 * Signs a payload as a compact JWS (RFC 7515) with Ed25519 (RFC 9864). The protected header is
 * `alg`, `kid` (RFC 7638 thumbprint) and `typ`.
 *
 * @param payload text is signed as it is; anything else as its canonical JSON (RFC 8785).
 * @throws TypeError when the payload has no canonical JSON.
 */
export function signJws(
  vault: Vault,
  use: SigningUse,
  payload: unknown,
  { typ }: { typ: string },
): Promise<string> {
  const { kid, privateKey } = vault.signingKey(use);
  const text = typeof payload === 'string' ? payload : canonicalJson(payload);
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'Ed25519', kid, typ })
    .sign(privateKey);
}

/**
 * Checks a JWS that this installation signed, with a current or a retired key, and returns its
 * payload as text. It says nothing about expiry or audience: those are claims of the payload.
 *
 * @throws SignatureInvalid when `alg`, `typ`, key, use or signature is another.
 */
export async function verifyJws(
  vault: Vault,
  use: SigningUse,
  jws: string,
  { typ }: { typ: string },
): Promise<{ payload: string; kid: string }> {
  if (!isCanonical(jws)) throw new SignatureInvalid('it is malformed');
  try {
    const { kid = '', typ: givenTyp } = decodeProtectedHeader(jws);
    if (givenTyp !== typ) throw new SignatureInvalid('it is of another type');
    const key = await vault.verificationKey(kid, use);
    if (!key) throw new SignatureInvalid('it was not made with a key for this use');
    const { payload } = await compactVerify(jws, key.publicKey, { algorithms: ['Ed25519'] });
    return { payload: new TextDecoder().decode(payload), kid };
  } catch (error) {
    if (error instanceof SignatureInvalid) throw error;
    if (error instanceof errors.JOSEError || error instanceof TypeError) {
      throw new SignatureInvalid('it is malformed or was changed', { cause: error });
    }
    throw error;
  }
}

/** Three parts in the one spelling that base64url has for their bytes: one signature, one text. */
function isCanonical(jws: string): boolean {
  const parts = jws.split('.');
  const isExact = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;
  return parts.length === 3 && parts.every(isExact);
}
