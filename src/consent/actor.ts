import { type Context, verifyLink } from '../auth/index.ts';
import { notFound, refuse } from '../errors.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import { accountIdentity } from '../principal/index.ts';
import type { Performer } from './lifecycle.ts';
import { type Actor, isLinkInForce } from './reach.ts';

/**
 * Every capacity in which this call is made, the person's own first, and none of them twice.
 *
 * @throws `NOT_FOUND` for a notice token that is not ours, or was revoked
 */
export async function actorsOf(context: Context, noticeToken?: string | null): Promise<Actor[]> {
  const { caller, platform } = context;
  const actors: Actor[] = [];
  if (caller?.roles.has('principal')) {
    const identity = accountIdentity(platform.vault, caller);
    actors.push({ type: 'PRINCIPAL', owner: { identity } });
  }
  if (noticeToken != null) actors.push(await bearer(context, noticeToken));
  const { fiduciaryId, practitionerId } = caller ?? {};
  if (caller?.roles.has('fiduciary') && fiduciaryId) {
    actors.push({ type: 'FIDUCIARY', owner: { fiduciaryId } });
  }
  if (caller?.roles.has('practitioner') && practitionerId) {
    actors.push({ type: 'PRACTITIONER', owner: { practitionerId } });
  }
  if (caller?.roles.has('operator')) actors.push({ type: 'OPERATOR', owner: {} });
  return actors;
}

/** The actors that a transition is for. @throws `FORBIDDEN` when there is none */
export function actorsFor(actors: Actor[], types: readonly Performer[]): Actor[] {
  const fit = actors.filter(({ type }) => types.includes(type));
  if (fit.length === 0) throw refuse('FORBIDDEN', 'You may not do this.');
  return fit;
}

/** Whose idempotency keys count when only a notice link speaks: those of its request. */
export function bearerOf(actors: Actor[]): { bearerOf?: string } {
  const link = actors.every(({ type }) => type === 'NOTICE_LINK') ? actors[0] : undefined;
  return link?.owner.linkedRequestId ? { bearerOf: link.owner.linkedRequestId } : {};
}

/** How an actor stands in the history of a row: by an id that means something at one fiduciary only. */
export function performerOf(context: Context, type: Actor['type'], principalId: string) {
  if (type === 'PRINCIPAL' || type === 'NOTICE_LINK') return { type, id: principalId };
  return actingPerformer(context);
}

async function bearer({ platform }: Context, noticeToken: string): Promise<Actor> {
  const { requestId, generation } = await verifyLink(platform.vault, noticeToken);
  const owner = { linkedRequestId: requestId, linkGeneration: generation };
  if (!(await isLinkInForce(platform.database.db, owner))) throw notFound();
  return { type: 'NOTICE_LINK', owner };
}
