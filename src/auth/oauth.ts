import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { SignJWT } from 'jose';
import { consentNow, isUuid, newId } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { accessTokenType, ownIssuerName } from './issuers.ts';
import { hashSecret, newSalt, sameHash } from './secret.ts';
import { fiduciaryStands } from './standing.ts';
import { clientTable } from './table.ts';

/** A successful answer of the token endpoint (RFC 6749 §5.1). */
export interface AccessToken {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds. */
  expires_in: number;
}

/** The error codes of RFC 6749 §5.2 that this endpoint answers with. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** A refusal of the token endpoint; `message` is its `error_description`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}

const lifeSeconds = 60 * 60;
/** Stands in for an unknown client's, so that trying one takes as long as a wrong secret. */
const nobodysSalt = newSalt();
const nobodysHash = Buffer.alloc(32);

/**
 * Sells a token to a client that proves itself by its secret (RFC 6749 §4.4): an RFC 9068 access
 * token that is good for an hour, with the client's role and fiduciary.
 *
 * @throws OAuthError `invalid_client`, the same for an unknown client, a wrong secret, a revoked
 * client and a suspended fiduciary.
 */
export async function issueToken(
  platform: Pick<Platform, 'config' | 'database' | 'vault'>,
  { clientId, secret }: { clientId: string; secret: string },
): Promise<AccessToken> {
  const client = await clientThatStands(platform, clientId);
  const hash = await hashSecret(secret, client?.salt ?? nobodysSalt);
  const current = sameHash(hash, client?.secretHash ?? nobodysHash);
  const previous = sameHash(hash, client?.previousSecretHash ?? nobodysHash);
  if (!client || !(current || previous)) {
    throw new OAuthError('invalid_client', 'There is no client with this id and secret.');
  }
  const issuer = ownIssuerName(platform.config);
  const { kid, privateKey } = platform.vault.signingKey('token');
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    roles: [client.role],
    client_id: client.id,
    ...(client.fiduciaryId && { fiduciary_id: client.fiduciaryId }),
  })
    .setProtectedHeader({ alg: 'Ed25519', kid, typ: accessTokenType })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject(client.id)
    .setJti(newId())
    .setIssuedAt(now)
    .setExpirationTime(now + lifeSeconds)
    .sign(privateKey);
  return { access_token: token, token_type: 'Bearer', expires_in: lifeSeconds };
}

async function clientThatStands({ database }: Pick<Platform, 'database'>, clientId: string) {
  if (!isUuid(clientId)) return undefined;
  const [row] = await database.db
    .select({ client: clientTable, overlaps: gt(clientTable.previousSecretUntil, consentNow) })
    .from(clientTable)
    .where(
      and(
        eq(clientTable.id, clientId),
        isNull(clientTable.revokedAt),
        sql.raw(fiduciaryStands('client.fiduciary_id')),
      ),
    );
  if (!row) return undefined;
  return row.overlaps ? row.client : { ...row.client, previousSecretHash: null };
}
