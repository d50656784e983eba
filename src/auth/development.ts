import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Config } from '../config.ts';
import { newId } from '../database/index.ts';
import { keptFile } from '../kept-file.ts';
import type { Role } from './caller.ts';
import { ownClaimNames } from './claims.ts';
import type { TokenIssuer } from './issuer.ts';

/** The `iss` of development tokens. */
export const developmentIssuer = 'urn:consentgraph:development';
const audience = 'urn:consentgraph';
const type = 'at+jwt';
const kid = 'development';
const keyFile = 'development-token-key.pem';

/** What a development token says of its bearer. */
export interface DevelopmentClaims {
  roles: readonly Role[];
  /** The account's subject. */
  sub: string;
  fiduciaryId?: string;
  practitionerId?: string;
  /** Seconds until it expires; 12 hours unless said. */
  lifetime?: number;
}

/** An issuer of tokens for whoever asks. */
export interface DevelopmentIssuer extends TokenIssuer {
  mint(claims: DevelopmentClaims): Promise<string>;
}

/**
 * The issuer for development and tests. Its key lies in the data directory, made at first use, so
 * that a token minted by one process is accepted by a server that runs in another.
 *
 * @throws Error in production, where anyone who can read that file could be anyone.
 */
export function openDevelopmentIssuer(
  config: Pick<Config, 'environment' | 'dataDirectory'>,
): DevelopmentIssuer {
  if (config.environment === 'production') {
    throw new Error('The development issuer does not exist in production.');
  }
  const privateKey = createPrivateKey(keptFile(join(config.dataDirectory, keyFile), newKey));
  const publicKey = createPublicKey(privateKey);
  return {
    issuer: developmentIssuer,
    audience,
    type,
    algorithms: ['Ed25519'],
    claimNames: ownClaimNames,
    foreignRoles: 'refused',
    key: () => publicKey,
    keyMark: () => kid,
    mint: ({ sub, roles, fiduciaryId, practitionerId, lifetime = 12 * 60 * 60 }) =>
      new SignJWT({ roles, fiduciary_id: fiduciaryId, practitioner_id: practitionerId })
        .setProtectedHeader({ alg: 'Ed25519', kid, typ: type })
        .setIssuer(developmentIssuer)
        .setAudience(audience)
        .setSubject(sub)
        .setJti(newId())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifetime)
        .sign(privateKey),
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}
