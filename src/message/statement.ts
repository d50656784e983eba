import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { z } from 'zod';
import { refuse } from '../errors.ts';
import { checkSignature, type Key, sign, unverified } from './jose.ts';
import { keysTyp } from './typ.ts';

const publicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.enum(['Ed25519', 'X25519']),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string(),
  alg: z.string(),
  use: z.enum(['sig', 'enc']),
});

const statementClaims = z.object({
  iss: z.string().min(1).max(2048),
  iat: z.int(),
  /** Counts a party's keys from 1, so that nobody can leave a change out. */
  seq: z.int().min(1),
  jwks: z.object({ keys: z.tuple([publicJwk, publicJwk]) }),
});

/** One state of a party's keys: one that signs, one that is encrypted to. */
export interface KeyState {
  party: string;
  seq: number;
  issuedAt: number;
  signing: Key;
  encryption: Key;
  /** The signed statement itself. */
  statement: string;
}

/**
 * States which keys a party has from now on, signed by the signing key it had before; the first
 * statement is signed by the key that it names.
 */
export function makeStatement(
  keys: { party: string; seq: number; issuedAt: number; jwks: [JWK, JWK] },
  signer: Key,
): Promise<string> {
  const { party, seq, issuedAt, jwks } = keys;
  return sign(keysTyp, { iss: party, iat: issuedAt, seq, jwks: { keys: jwks } }, signer);
}

/**
 * Checks a chain of statements of one party, link by link.
 *
 * @param pinned the state already trusted: the chain must hold it, and lead on from it. Without one
 * the chain starts at its first link, and whoever hands it over is trusted for that.
 * @returns the states from the pinned one on, or all; the last one is in force
 * @throws `KEY_UNKNOWN` when the chain does not belong to the party, is broken, or bypasses the pin
 */
export async function followChain(
  party: string,
  chain: readonly string[],
  pinned?: Pick<KeyState, 'seq' | 'statement'>,
): Promise<KeyState[]> {
  const start = pinned ? chain.indexOf(pinned.statement) : 0;
  if (start < 0 || chain.length === 0) throw broken();
  const states: KeyState[] = [];
  for (const [index, statement] of chain.slice(start).entries()) {
    const before = states.at(-1);
    const state = await readState(party, statement);
    // A pinned statement was checked when it was pinned, against a key that may be gone.
    if (index > 0 || !pinned) {
      const signer = before?.signing ?? state.signing;
      const given = unverified(statement);
      if (given.kid !== signer.kid) throw broken();
      await checkSignature(given, signer.key);
    }
    const follows = before ? state.seq === before.seq + 1 : state.seq >= 1;
    if (!follows || (!before && !pinned && state.seq !== 1)) throw broken();
    states.push(state);
  }
  return states;
}

/** What a statement says, its signature unchecked. */
export async function readState(party: string, statement: string): Promise<KeyState> {
  const { typ, claims } = unverified(statement);
  const parsed = statementClaims.safeParse(claims);
  if (typ !== keysTyp || !parsed.success || parsed.data.iss !== party) throw broken();
  const { seq, iat, jwks } = parsed.data;
  const [signing, encryption] = jwks.keys;
  if (signing.use !== 'sig' || encryption.use !== 'enc') throw broken();
  return {
    party,
    seq,
    issuedAt: iat,
    statement,
    signing: await keyOf(signing, 'Ed25519'),
    encryption: await keyOf(encryption, 'X25519'),
  };
}

async function keyOf(jwk: z.output<typeof publicJwk>, curve: 'Ed25519' | 'X25519'): Promise<Key> {
  const { kty, crv, x, kid } = jwk;
  if (crv !== curve || kid !== (await calculateJwkThumbprint({ kty, crv, x }))) throw broken();
  return { kid, key: createPublicKey({ key: { kty, crv, x }, format: 'jwk' }) };
}

function broken() {
  return refuse('KEY_UNKNOWN', 'The keys of the party are not stated in an unbroken chain.');
}
