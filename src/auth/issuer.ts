import type { JWTHeaderParameters, JWTVerifyGetKey } from 'jose';
import type { ClaimNames } from './claims.ts';

/** Someone whose tokens are accepted, and everything that is strict about accepting them. */
export interface TokenIssuer {
  /** The exact `iss`. */
  readonly issuer: string;
  /** The exact `aud`, or one of several. */
  readonly audience: string;
  /** The exact `typ` of the header, so that no other kind of signed message passes for a token. */
  readonly type: string;
  /** The only signature algorithms accepted: asymmetric ones, so that no public key is a secret. */
  readonly algorithms: readonly string[];
  readonly claimNames: ClaimNames;
  readonly foreignRoles: 'refused' | 'ignored';
  /** The public key for this header. Throws when there is none. */
  readonly key: JWTVerifyGetKey;
  /** A mark of the key a header names, for as long as the issuer publishes that very key. */
  keyMark(header: JWTHeaderParameters): string | undefined;
}
