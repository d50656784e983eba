import { hash } from 'node:crypto';
import { decodeJwt, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type Refusal, refuse } from '../errors.ts';
import type { Vault } from '../vault/index.ts';
import type { Caller } from './caller.ts';
import { ClaimsInvalid, callerFrom } from './claims.ts';
import type { TokenIssuer } from './issuer.ts';
import { acceptedIssuers } from './issuers.ts';
import { Remembered } from './remembered.ts';

export interface Authenticator {
  /**
   * Who calls, by the value of the `Authorization` header (`Bearer …`, RFC 6750 §2.1) or of
   * `connection_init`. Null only when nothing was sent: credentials that are wrong are refused, not
   * taken for none. Whether the caller still stands is the {@link Authority}'s question.
   *
   * @throws `UNAUTHENTICATED` for anything wrong with the token, always in the same words;
   * `UNAVAILABLE` while the keys of its issuer cannot be had.
   */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
  /** Who calls, if these very words were accepted before and still are; undefined otherwise. */
  recall(authorization: string): Caller | undefined;
}

export interface AuthenticatorOptions {
  config: Config;
  vault: Vault;
  log: Logger;
}

/** A caller remembered, and the published key that this rests on. */
interface Verified {
  caller: Caller;
  issuer: TokenIssuer;
  header: JWTHeaderParameters;
  /** Undefined when the key was withdrawn while the token was verified. */
  keyMark: string | undefined;
}

const clockToleranceSeconds = 5;
const longestHeader = 8 * 1024;
const mostRemembered = 50_000;
const mostDigests = 200;

/** @throws Error when the configured issuers cannot be told apart or be trusted. */
export function openAuthenticator({ config, vault, log }: AuthenticatorOptions): Authenticator {
  const issuers = new Map(
    acceptedIssuers(config, vault, log).map((issuer) => [issuer.issuer, issuer]),
  );
  const remembered = new Remembered<string, Verified>(mostRemembered);
  // Few send the same again and again. They are found by the end of what they send, since a Map reads
  // all of a key that it has not met, and by comparing the whole.
  const digests = new Remembered<string, { authorization: string; digest: string }>(mostDigests);

  function credentialsOf(authorization: string): string {
    const end = authorization.slice(-24);
    const known = digests.get(end);
    if (known?.authorization === authorization) return known.digest;
    const digest = digestOf(authorization);
    digests.set(end, { authorization, digest });
    return digest;
  }

  /** Verifying a signature costs more than everything else: once a token and key is enough. */
  function recall(credentials: string): Caller | undefined {
    const known = remembered.get(credentials);
    if (!known) return undefined;
    const { caller, issuer, header, keyMark } = known;
    if (Date.now() < caller.expiresAt.getTime() && keyMark && issuer.keyMark(header) === keyMark) {
      return caller;
    }
    remembered.delete(credentials);
    return undefined;
  }

  async function verify(token: string): Promise<Verified> {
    const issuer = issuers.get(unverifiedIssuer(token));
    if (!issuer) throw new ClaimsInvalid('nobody of this name issues tokens here');
    const { header, payload } = await verifyBy(issuer, token);
    const caller = callerFrom(payload, issuer.claimNames, {
      // Of what is signed: a signature has several spellings, and each would be another token.
      digest: digestOf(token.slice(0, token.lastIndexOf('.'))),
      foreignRoles: issuer.foreignRoles,
    });
    return { caller, issuer, header, keyMark: issuer.keyMark(header) };
  }

  return {
    recall: (authorization) =>
      authorization.length > longestHeader ? undefined : recall(credentialsOf(authorization)),
    async authenticate(authorization) {
      if (authorization === undefined) return null;
      if (typeof authorization !== 'string' || authorization.length > longestHeader) {
        throw unauthenticated();
      }
      const credentials = credentialsOf(authorization);
      const known = recall(credentials);
      if (known) return known;
      try {
        const verified = await verify(bearerToken(authorization));
        remembered.set(credentials, verified);
        return verified.caller;
      } catch (error) {
        if (!isAboutTheToken(error)) throw error;
        log.debug({ reason: error.message }, 'a token was refused');
        throw unauthenticated();
      }
    },
  };
}

/** The one answer to every wrong token: what is wrong with it would only help who forged it. */
export function unauthenticated(): Refusal {
  return refuse('UNAUTHENTICATED', 'Your token is not valid here, or is no longer: get a new one.');
}

/** jose checks only what it is told to: each of these options closes a door. */
async function verifyBy(
  issuer: TokenIssuer,
  token: string,
): Promise<{ header: JWTHeaderParameters; payload: JWTPayload }> {
  const { protectedHeader: header, payload } = await jwtVerify(
    token,
    (protectedHeader, jws) => {
      // Without a key id, jose takes a key set's only key.
      if (!protectedHeader.kid) throw new ClaimsInvalid('the token names no key');
      return issuer.key(protectedHeader, jws);
    },
    {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      audience: issuer.audience,
      typ: issuer.type,
      requiredClaims: ['exp', 'sub', 'iss', 'aud'],
      clockTolerance: clockToleranceSeconds,
    },
  );
  return { header, payload };
}

/** jose throws a TypeError for a key that is unfit for the algorithm, such as a short RSA key. */
function isAboutTheToken(error: unknown): error is Error {
  return (
    error instanceof errors.JOSEError ||
    error instanceof ClaimsInvalid ||
    error instanceof TypeError
  );
}

function unverifiedIssuer(token: string): string {
  return decodeJwt(token).iss ?? '';
}

function bearerToken(authorization: string): string {
  const token = /^bearer +([\w.-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new ClaimsInvalid('the credentials are no bearer token');
  return token;
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
