import { createHash } from 'node:crypto';
import type { Caller } from './caller.ts';

/** What a caller's authority rests on, each of which can be taken away before the token expires. */
export interface Standing {
  /** The digest of the token's identity, in hexadecimal: see {@link tokenDigest}. */
  readonly token: string;
  readonly client: string | null;
  readonly fiduciary: string | null;
  readonly practitioner: string | null;
}

/** The standing of a caller, worked out once for each. */
export function standingOf(caller: Caller): Standing {
  const known = standings.get(caller);
  if (known) return known;
  const standing = {
    token: tokenDigest(caller.issuer, caller.tokenId),
    client: caller.clientId ?? null,
    fiduciary: caller.fiduciaryId ?? null,
    practitioner: caller.practitionerId ?? null,
  };
  standings.set(caller, standing);
  return standing;
}

/** SHA-256 in hexadecimal by which a revoked token is known: issuers number theirs independently. */
export function tokenDigest(issuer: string, tokenId: string): string {
  return createHash('sha256').update(issuer).update('\0').update(tokenId).digest('hex');
}

/**
 * A SQL condition: the token is not revoked, the client not revoked, the fiduciary active and the
 * practitioner employed there. For a statement of one's own that must answer nothing to a caller
 * who no longer stands, so that the check costs no round trip.
 *
 * @param column SQL expressions (never input): `token` of type text as in {@link Standing}, the
 * others of type uuid, null where the caller has none.
 */
export function callerStands(column: Record<keyof Standing, string>): string {
  const { token, client, fiduciary, practitioner } = column;
  return `(
    not exists (select from revoked_token r where r.digest = decode(${token}, 'hex'))
    and (${client} is null or exists (
      select from client c where c.id = ${client} and c.revoked_at is null))
    and ${fiduciaryStands(fiduciary)}
    and (${practitioner} is null or exists (
      select from practitioner p
      where p.id = ${practitioner} and p.fiduciary_id = ${fiduciary} and p.status = 'EMPLOYED')))`;
}

/** A SQL condition: there is no fiduciary in this uuid column, or it is active. */
export function fiduciaryStands(column: string): string {
  return `(${column} is null or exists (
    select from fiduciary f where f.id = ${column} and f.status = 'ACTIVE'))`;
}

const standings = new WeakMap<Caller, Standing>();
