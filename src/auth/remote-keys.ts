import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwksCache,
} from 'jose';
import type { Logger } from 'pino';
import { refuse } from '../errors.ts';

export interface RemoteKeys {
  readonly key: JWTVerifyGetKey;
  /** The published key of this id, as text, or undefined when it is published no more. */
  mark(kid: string): string | undefined;
}

/** Between two fetches, whatever became of the first: strangers can make up key ids at will. */
const coolDownMs = 30_000;
/** After this the set is fetched again in the background, so that a key taken out is noticed. */
const refreshAfterMs = 5 * 60_000;
/** How long the last known keys are trusted while the issuer cannot be reached. */
const trustedMs = 60 * 60_000;

/**
 * The keys of an issuer's JWK Set (RFC 7517 §5), fetched when first needed, again for an unknown key
 * id, and in the background as they age, at most once in 30 seconds.
 *
 * Its `key` refuses with `UNAVAILABLE` while there are no keys to judge by; that is no fault of the
 * token.
 */
export function remoteKeys(url: URL, log: Logger): RemoteKeys {
  let triedAt = Number.NEGATIVE_INFINITY;
  let marks = new Map<string, string>();
  let marked: JSONWebKeySet | undefined;
  const cache: { jwks?: JSONWebKeySet; uat?: number } = {};

  const remote = createRemoteJWKSet(url, {
    cooldownDuration: coolDownMs,
    cacheMaxAge: trustedMs,
    timeoutDuration: 5_000,
    [jwksCache]: cache as Record<string, never>,
    // jose cools down after a success only: a failing issuer would be asked for every token.
    [customFetch]: async (address, options) => {
      if (Date.now() < triedAt + coolDownMs) throw new KeysUnavailable();
      triedAt = Date.now();
      return await fetch(address, options);
    },
  });

  function refreshIfOld(): void {
    const now = Date.now();
    if (now < (cache.uat ?? now) + refreshAfterMs || now < triedAt + coolDownMs) return;
    remote.reload().catch((error) => log.warn({ err: error, url }, 'the token keys are ageing'));
  }

  return {
    async key(header, token) {
      refreshIfOld();
      try {
        return await remote(header, token);
      } catch (error) {
        if (isAboutTheToken(error)) throw error;
        if (!(error instanceof KeysUnavailable)) log.warn({ err: error, url }, 'no token keys');
        if (remote.fresh) throw new errors.JWKSNoMatchingKey();
        throw refuse('UNAVAILABLE', 'Your token cannot be checked at the moment. Try again.', {
          retryAfterSeconds: 30,
        });
      }
    },
    mark(kid) {
      refreshIfOld();
      if (!remote.fresh) return undefined;
      if (cache.jwks !== marked) {
        marked = cache.jwks;
        marks = new Map(marked?.keys.map((jwk) => [jwk.kid ?? '', JSON.stringify(jwk)]));
      }
      return marks.get(kid);
    },
  };
}

class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
