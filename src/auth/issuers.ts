import { errors } from 'jose';
import type { Logger } from 'pino';
import type { Config, IssuerConfig } from '../config.ts';
import type { Vault } from '../vault/index.ts';
import { ownClaimNames } from './claims.ts';
import { openDevelopmentIssuer } from './development.ts';
import type { TokenIssuer } from './issuer.ts';
import { remoteKeys } from './remote-keys.ts';

/** The `typ` of our own access tokens (RFC 9068 §2.1). */
export const accessTokenType = 'at+jwt';

/** Our own name as an issuer and as an audience: the base URL without a slash at its end. */
export function ownIssuerName(config: Pick<Config, 'baseUrl'>): string {
  return config.baseUrl.href.replace(/\/$/, '');
}

/**
 * Everyone whose tokens are accepted here: this server's own token endpoint, the organisation's
 * OpenID issuer where one is configured, and outside production the development issuer.
 *
 * @throws Error when two of them share a name, or production would fetch keys without TLS.
 */
export function acceptedIssuers(config: Config, vault: Vault, log: Logger): TokenIssuer[] {
  const issuers = [ownIssuer(config, vault)];
  if (config.issuer) issuers.push(organisationIssuer(config.issuer, config, log));
  if (config.environment !== 'production') issuers.push(openDevelopmentIssuer(config));
  const names = new Set(issuers.map(({ issuer }) => issuer));
  if (names.size < issuers.length) {
    throw new Error('OIDC_ISSUER names this server itself: it must be another issuer.');
  }
  return issuers;
}

function ownIssuer(config: Config, vault: Vault): TokenIssuer {
  const name = ownIssuerName(config);
  return {
    issuer: name,
    audience: name,
    type: accessTokenType,
    algorithms: ['Ed25519'],
    claimNames: ownClaimNames,
    foreignRoles: 'refused',
    async key({ kid = '' }) {
      const known = await vault.verificationKey(kid, 'token');
      if (!known) throw new errors.JWKSNoMatchingKey();
      return known.publicKey;
    },
    // A retired key stays published, and what it signed stays good until it expires.
    keyMark: ({ kid }) => kid,
  };
}

function organisationIssuer(
  { issuer, audience, jwksUrl, tokenType, claims }: IssuerConfig,
  { environment }: Config,
  log: Logger,
): TokenIssuer {
  if (environment === 'production' && jwksUrl.protocol !== 'https:') {
    throw new Error('OIDC_JWKS_URL must be an https:// URL in production.');
  }
  const { key, mark } = remoteKeys(jwksUrl, log);
  return {
    issuer,
    audience,
    type: tokenType,
    algorithms: [
      ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
      ...['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'],
    ],
    claimNames: claims,
    foreignRoles: 'ignored',
    key,
    keyMark: ({ kid }) => (kid === undefined ? undefined : mark(kid)),
  };
}
