import { type AnyColumn, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { type Context, verifyLink } from '../auth/index.ts';
import { notFound, refuse } from '../errors.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import { accountIdentity } from '../principal/index.ts';
import { accountTable, principalTable } from '../principal/table.ts';
import type { Performer } from './lifecycle.ts';
import { requestTable } from './table.ts';

/** The columns by which a request or an artifact belongs to people. */
export interface OwnedColumns {
  fiduciaryId: AnyColumn;
  principalId: AnyColumn;
  practitionerId: AnyColumn;
  requestId: AnyColumn;
}

/** One capacity in which a call is made, with the rows it reaches. */
export interface Actor {
  type: Exclude<Performer, 'SYSTEM'>;
  /** For the bearer of a notice link: the one request it is for. */
  requestId?: string;
  owns(columns: OwnedColumns): SQL;
}

/**
 * Every capacity in which this call is made, the person's own first. Ownership is part of the SQL,
 * so that a row of someone else cannot be told from one that does not exist.
 *
 * @throws `NOT_FOUND` for a notice token that is not ours, or was revoked
 */
export async function actorsOf(context: Context, noticeToken?: string | null): Promise<Actor[]> {
  const { caller, platform } = context;
  const actors: Actor[] = [];
  if (caller?.roles.has('principal')) {
    const identity = accountIdentity(platform.vault, caller);
    actors.push({
      type: 'PRINCIPAL',
      owns: ({ principalId }) => inArray(principalId, recordsOf(context, identity)),
    });
  }
  if (noticeToken != null) actors.push(await bearer(context, noticeToken));
  const { fiduciaryId, practitionerId } = caller ?? {};
  if (caller?.roles.has('fiduciary') && fiduciaryId) {
    actors.push({ type: 'FIDUCIARY', owns: (columns) => eq(columns.fiduciaryId, fiduciaryId) });
  }
  if (caller?.roles.has('practitioner') && practitionerId) {
    actors.push({
      type: 'PRACTITIONER',
      owns: (columns) => eq(columns.practitionerId, practitionerId),
    });
  }
  if (caller?.roles.has('operator')) actors.push({ type: 'OPERATOR', owns: () => sql`true` });
  return actors;
}

/** The actors that a transition is for. @throws `FORBIDDEN` when there is none */
export function actorsFor(actors: Actor[], types: readonly Performer[]): Actor[] {
  const fit = actors.filter(({ type }) => types.includes(type));
  if (fit.length === 0) throw refuse('FORBIDDEN', 'You may not do this.');
  return fit;
}

/** The condition that a row is reached by any of the actors. */
export function ownedBy(actors: Actor[], columns: OwnedColumns): SQL {
  return or(...actors.map((actor) => actor.owns(columns))) ?? sql`false`;
}

/** Which of the actors reaches a row first: a text column of their types. */
export function reachedAs(actors: Actor[], columns: OwnedColumns): SQL<Actor['type']> {
  const cases = actors.map((actor) => sql`when ${actor.owns(columns)} then ${actor.type}::text`);
  return sql`case ${sql.join(cases, sql` `)} end`;
}

/** Whose idempotency keys count when only a notice link speaks: those of its request. */
export function bearerOf(actors: Actor[]): { bearerOf?: string } {
  const link = actors.every(({ type }) => type === 'NOTICE_LINK') ? actors[0] : undefined;
  return link?.requestId ? { bearerOf: link.requestId } : {};
}

/** How an actor stands in the history of a row: by an id that means something at one fiduciary only. */
export function performerOf(context: Context, type: Actor['type'], principalId: string) {
  if (type === 'PRINCIPAL' || type === 'NOTICE_LINK') return { type, id: principalId };
  return actingPerformer(context);
}

async function bearer({ platform }: Context, noticeToken: string): Promise<Actor> {
  const { requestId, generation } = await verifyLink(platform.vault, noticeToken);
  const current = sql`exists (select from ${requestTable} as linked
    where linked.id = ${requestId} and linked.link_generation = ${generation})`;
  const [link] = await platform.database.db.execute<{ current: boolean }>(
    sql`select ${current} as current`,
  );
  if (!link?.current) throw notFound();
  return {
    type: 'NOTICE_LINK',
    requestId,
    owns: (columns) => sql`(${eq(columns.requestId, requestId)} and ${current})`,
  };
}

function recordsOf({ platform }: Context, identity: Buffer) {
  return platform.database.db
    .select({ id: principalTable.id })
    .from(principalTable)
    .innerJoin(accountTable, eq(accountTable.id, principalTable.accountId))
    .where(eq(accountTable.identity, identity));
}
