import type { Context } from '../auth/index.ts';
import { badInput, notFound } from '../errors.ts';
import { canonicalJson } from '../vault/index.ts';

/**
 * The fiduciary that a call is for: the one the token speaks for, or the one an operator names.
 *
 * @throws `NOT_FOUND` when the token speaks for another one than named; `BAD_USER_INPUT` when an
 * operator names none.
 */
export function actingFiduciary(context: Context, given?: string | null): string {
  const { caller } = context;
  // Digests are made with the id: however it is spelt, it has to come out the same.
  const named = given?.toLowerCase();
  if (caller?.roles.has('operator')) {
    if (!named) throw badInput('fiduciaryId', 'An operator says which data fiduciary is meant.');
    return named;
  }
  if (!caller?.fiduciaryId || (named != null && named !== caller.fiduciaryId)) throw notFound();
  return caller.fiduciaryId;
}

/**
 * Who stands in the history for a call made in a fiduciary's name. An operator is named by their
 * client, or by a keyed digest of who they are: a subject may be an e-mail address.
 */
export function actingPerformer({ caller, platform }: Context) {
  if (caller?.roles.has('operator')) {
    const digest = platform.vault.fingerprint(canonicalJson([caller.issuer, caller.subject]));
    return { type: 'OPERATOR', id: caller.clientId ?? digest.toString('base64url') } as const;
  }
  if (caller?.roles.has('fiduciary')) {
    return { type: 'FIDUCIARY', id: caller.fiduciaryId ?? null } as const;
  }
  return { type: 'PRACTITIONER', id: caller?.practitionerId ?? null } as const;
}
