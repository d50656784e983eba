import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical.ts';

/** What stands in a signed record in place of personal data, and what opens it. */
export interface Commitment {
  /** HMAC-SHA-256 of the canonical `[field, value]`, base64url: may be signed and published. */
  commitment: string;
  /** 32 random bytes, base64url: the key of the HMAC. Kept encrypted beside the value. */
  salt: string;
}

/**
 * Commits to a value without revealing it: the salt makes even a short value, such as a phone
 * number, impossible to guess, and once value and salt are erased the commitment says nothing.
 *
 * @throws TypeError when the value has no canonical JSON.
 */
export function commit(field: string, value: unknown): Commitment {
  const salt = randomBytes(32);
  return {
    commitment: commitmentOf(field, value, salt).toString('base64url'),
    salt: salt.toString('base64url'),
  };
}

/** Whether a commitment was made to exactly this value of this field. */
export function verifyCommitment(
  field: string,
  value: unknown,
  { commitment, salt }: Commitment,
): boolean {
  const expected = commitmentOf(field, value, Buffer.from(salt, 'base64url'));
  const given = Buffer.from(commitment, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function commitmentOf(field: string, value: unknown, salt: Buffer): Buffer {
  // As a key object: Node.js takes three times as long to find out what else bytes could be.
  return createHmac('sha256', createSecretKey(salt))
    .update(canonicalJson([field, value]))
    .digest();
}
