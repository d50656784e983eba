/** What a caller may be, as their token says. The closed list: any other role in a token is refused. */
export const roles = ['principal', 'practitioner', 'fiduciary', 'operator', 'auditor'] as const;

export type Role = (typeof roles)[number];

/**
 * Who a verified token speaks for. A caller exists only after signature, issuer, audience, type and
 * times were checked; that the token, its client, fiduciary and practitioner still stand is
 * {@link Authority}'s to say, anew for every request.
 */
export interface Caller {
  readonly roles: ReadonlySet<Role>;
  /** The token's `iss`. With `subject` it names an account. */
  readonly issuer: string;
  /** The token's `sub`. */
  readonly subject: string;
  /** The token's `jti`, or a digest of the token where its issuer gives none. */
  readonly tokenId: string;
  /** The token's `exp`. */
  readonly expiresAt: Date;
  /** The data fiduciary this caller acts for: always there for `fiduciary` and `practitioner`. */
  readonly fiduciaryId?: string;
  /** The practitioner record at that fiduciary: always there for `practitioner`. */
  readonly practitionerId?: string;
  /** The registered client whose credentials bought the token at `/oauth/token`. */
  readonly clientId?: string;
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
