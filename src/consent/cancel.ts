import type { Context } from '../auth/index.ts';
import { runCommand } from '../command/index.ts';
import { isUuid } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { append, type NewEntry } from '../history/index.ts';
import { actorsFor, actorsOf, performerOf } from './actor.ts';
import { requestStatusAt, requestTransitions, transitionRequest } from './lifecycle.ts';
import { lockRequest, updateRequest } from './request-store.ts';
import { subjectOfRequest } from './subject.ts';
import type { ConsentRequest } from './table.ts';

/** Takes back a request that is not decided yet. @throws `NOT_FOUND`, `CONFLICT`, `EXPIRED` */
export async function cancelRequest(
  context: Context,
  input: { requestId: string; idempotencyKey?: string | null },
): Promise<ConsentRequest> {
  const actors = actorsFor(await actorsOf(context), requestTransitions.CANCEL.by);
  return runCommand(context, { name: 'cancelConsentRequest', input }, async (tx) => {
    const { requestId } = input;
    const locked = isUuid(requestId) ? await lockRequest(tx, requestId, actors) : undefined;
    if (!locked) throw notFound();
    const { request, as, now } = locked;
    const status = transitionRequest(requestStatusAt(request, now), 'CANCEL', as);
    const entry: NewEntry = {
      action: 'CANCEL',
      ...subjectOfRequest(request),
      // The version that the update, which is sent with it, makes.
      sequence: request.version + 1,
      previousStatus: request.status,
      newStatus: status,
      performedBy: performerOf(context, as, request.principalId),
      performedAt: now,
    };
    // Sent together, in this order.
    const [cancelled] = await Promise.all([
      updateRequest(tx, request, { status, decidedAt: now }),
      append(tx, entry),
    ]);
    return cancelled;
  });
}
