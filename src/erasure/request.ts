import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, readClock } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { append } from '../history/index.ts';
import { lockPrincipal, ownAccount, type Principal } from '../principal/index.ts';
import { noteRequest } from './store.ts';

/**
 * A person asks a data fiduciary to erase them (DPDP Act 2023 s.12(3)). It is the fiduciary that
 * erases, once no other law bids it to keep the data. Asking again changes nothing.
 *
 * @throws `NOT_FOUND` for a record that is not linked to the caller's account
 */
export function requestErasure(
  context: Context,
  input: Command['input'] & { principalId: string },
): Promise<Principal> {
  return runCommand(context, { name: 'requestErasure', input }, async (tx) => {
    const account = await ownAccount(context, tx);
    const { principalId } = input;
    const principal = isUuid(principalId) ? await lockPrincipal(tx, principalId) : undefined;
    if (principal?.accountId !== account.id) throw notFound();
    if (principal.erasureRequestedAt) return principal;
    const now = await readClock(tx);
    const noted = await noteRequest(tx, principal.id, now);
    await append(tx, {
      action: 'REQUEST_ERASURE',
      fiduciaryId: principal.fiduciaryId,
      principalId: principal.id,
      sequence: noted.version,
      performedBy: { type: 'PRINCIPAL', id: principal.id },
      performedAt: now,
    });
    return noted;
  });
}
