import type { JWTPayload } from 'jose';
import { isUuid } from '../database/index.ts';
import { isStorable } from '../input.ts';
import { type Caller, isRole, type Role } from './caller.ts';

/** Where a token's issuer puts what we need to know: a claim's name, or a dotted path into one. */
export interface ClaimNames {
  readonly roles: string;
  readonly fiduciaryId: string;
  readonly practitionerId: string;
}

export const ownClaimNames: ClaimNames = {
  roles: 'roles',
  fiduciaryId: 'fiduciary_id',
  practitionerId: 'practitioner_id',
};

/** A token whose signature holds and whose claims do not say who calls. */
export class ClaimsInvalid extends Error {
  override readonly name = 'ClaimsInvalid';
}

/**
 * The caller that verified claims describe. Roles outside the closed list are refused, unless the
 * issuer is one that serves other programs too and names roles that are none of our business.
 *
 * @param digest names a token that has no `jti`.
 * @throws ClaimsInvalid when a claim is missing, of the wrong type, or does not fit the roles.
 */
export function callerFrom(
  payload: JWTPayload,
  names: ClaimNames,
  { digest, foreignRoles }: { digest: string; foreignRoles: 'refused' | 'ignored' },
): Caller {
  const issuer = required('iss', optionalText('iss', payload.iss));
  const subject = required('sub', optionalText('sub', payload.sub));
  const roles = rolesOf(claim(payload, names.roles), foreignRoles);
  const fiduciaryId = optionalId(names.fiduciaryId, claim(payload, names.fiduciaryId));
  const practitionerId = optionalId(names.practitionerId, claim(payload, names.practitionerId));
  const clientId = optionalText('client_id', payload.client_id);
  if (roles.has('fiduciary')) required(names.fiduciaryId, fiduciaryId);
  if (roles.has('practitioner')) {
    required(names.fiduciaryId, fiduciaryId);
    required(names.practitionerId, practitionerId);
  }
  return {
    roles,
    issuer,
    subject,
    tokenId: optionalText('jti', payload.jti) ?? digest,
    expiresAt: momentOf(required('exp', payload.exp)),
    ...(fiduciaryId !== undefined && { fiduciaryId }),
    ...(practitionerId !== undefined && { practitionerId }),
    ...(clientId !== undefined && { clientId }),
  };
}

function rolesOf(value: unknown, foreignRoles: 'refused' | 'ignored'): ReadonlySet<Role> {
  const given = typeof value === 'string' ? value.split(' ') : value;
  if (!Array.isArray(given)) throw new ClaimsInvalid('the roles are not a list');
  const roles = new Set(given.filter(isRole));
  if (foreignRoles === 'refused' && !given.every(isRole)) {
    throw new ClaimsInvalid('there is a role outside the list');
  }
  if (roles.size === 0) throw new ClaimsInvalid('there is no role');
  return roles;
}

/** The claim of exactly this name (which may hold dots, as in a URL), or the one the path leads to. */
function claim(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  let value: unknown = payload;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function optionalText(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '' && value.length <= 1024 && isStorable(value)) {
    return value;
  }
  throw new ClaimsInvalid(`${name} is not a text that can name anything`);
}

function optionalId(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
  throw new ClaimsInvalid(`${name} is not an id`);
}

function momentOf(seconds: number): Date {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) throw new ClaimsInvalid('exp is not a moment');
  return moment;
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new ClaimsInvalid(`${name} is missing`);
  return value;
}
