import { z } from 'zod';
import { type Context, verifyLink } from '../auth/index.ts';
import { runCommand } from '../command/index.ts';
import { isUuid, readClock, type Tx } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { append } from '../history/index.ts';
import { checked, text } from '../input.ts';
import { lockPrincipal, ownAccount, type Principal, setLink } from '../principal/index.ts';
import { actorsFor, actorsOf, performerOf } from './actor.ts';
import type { Actor } from './reach.ts';
import { findRequest, lockRequest, updateRequest } from './request-store.ts';
import { subjectOfRequest } from './subject.ts';
import type { ConsentRequest } from './table.ts';

const linkInput = z.object({ noticeToken: text(2048) });

/**
 * Links the record behind a notice link to the account of whoever is signed in and says so. Asking
 * again changes nothing.
 *
 * @throws `NOT_FOUND` for a link that is not good; `CONFLICT` when another account has the record
 */
export async function linkMyRecord(
  context: Context,
  input: { noticeToken: string; idempotencyKey?: string | null },
): Promise<Principal> {
  const { noticeToken } = checked(linkInput, input);
  const { requestId } = await verifyLink(context.platform.vault, noticeToken);
  const actors = actorsFor(await actorsOf(context, noticeToken), ['NOTICE_LINK']);
  return runCommand(context, { name: 'linkMyRecord', input }, async (tx) => {
    const request = await findRequest(tx, requestId, actors);
    // The person before the request, as when they are asked: the other way round, one waits for the other.
    const principal = request && (await lockPrincipal(tx, request.principalId));
    if (!principal || principal.erasedAt) throw notFound();
    if (!(await lockRequest(tx, requestId, actors))) throw notFound();
    const account = await ownAccount(context, tx);
    if (principal.accountId === account.id) return principal;
    if (principal.accountId) {
      throw refuse('CONFLICT', 'This record is linked to another account.');
    }
    const now = await readClock(tx);
    const linked = await setLink(tx, principal.id, { accountId: account.id, linkedAt: now });
    await recordLink(tx, linked, 'LINK', now);
    return linked;
  });
}

/** Ends the link of a record to the caller's account. @throws `NOT_FOUND` */
export async function unlinkMyRecord(
  context: Context,
  input: { principalId: string; idempotencyKey?: string | null },
): Promise<Principal> {
  return runCommand(context, { name: 'unlinkMyRecord', input }, async (tx) => {
    const { principalId } = input;
    const account = await ownAccount(context, tx);
    const principal = isUuid(principalId) ? await lockPrincipal(tx, principalId) : undefined;
    if (principal?.accountId !== account.id) throw notFound();
    const now = await readClock(tx);
    const unlinked = await setLink(tx, principal.id, { accountId: null, linkedAt: null });
    await recordLink(tx, unlinked, 'UNLINK', now);
    return unlinked;
  });
}

/**
 * Closes every notice link of a request that was handed out so far; reading `noticeUrl` gives a new
 * one.
 *
 * @throws `NOT_FOUND`
 */
export async function revokeNoticeLink(
  context: Context,
  input: { requestId: string; idempotencyKey?: string | null },
): Promise<ConsentRequest> {
  const types: Actor['type'][] = ['PRINCIPAL', 'FIDUCIARY', 'PRACTITIONER', 'OPERATOR'];
  const actors = actorsFor(await actorsOf(context), types);
  return runCommand(context, { name: 'revokeNoticeLink', input }, async (tx) => {
    const { requestId } = input;
    const locked = isUuid(requestId) ? await lockRequest(tx, requestId, actors) : undefined;
    if (!locked) throw notFound();
    const { request, as, now } = locked;
    const revoked = await updateRequest(tx, request, {
      linkGeneration: request.linkGeneration + 1,
    });
    await append(tx, {
      action: 'REVOKE_LINK',
      ...subjectOfRequest(request),
      sequence: revoked.version,
      performedBy: performerOf(context, as, request.principalId),
      performedAt: now,
    });
    return revoked;
  });
}

async function recordLink(
  tx: Tx,
  principal: Principal,
  action: 'LINK' | 'UNLINK',
  now: Date,
): Promise<void> {
  await append(tx, {
    action,
    fiduciaryId: principal.fiduciaryId,
    principalId: principal.id,
    sequence: principal.version,
    performedBy: { type: 'PRINCIPAL', id: principal.id },
    performedAt: now,
  });
}
