import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { refuse } from '../errors.ts';

/** A new client secret: 32 random bytes as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function newSalt(): Buffer {
  return randomBytes(16);
}

/**
 * scrypt (RFC 7914) with N = 2^14, r = 8, p = 1: 16 MiB and some 30 ms, off the main thread. At most
 * two run at once, since they share the few threads of Node that look up names and read files too.
 *
 * @throws `UNAVAILABLE` when hundreds wait already.
 */
export async function hashSecret(secret: string, salt: Buffer): Promise<Buffer> {
  if (waiting.length >= 200) {
    throw refuse('UNAVAILABLE', 'Too many clients sign in at the moment.', {
      retryAfterSeconds: 5,
    });
  }
  while (running >= 2) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(secret, salt, 32, { N: 2 ** 14, r: 8, p: 1 }, (error, hash) =>
        error ? reject(error) : resolve(hash),
      );
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** Compares in a time that does not tell how much was right. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

let running = 0;
const waiting: (() => void)[] = [];
