import { type AnyColumn, and, eq, exists, inArray, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { type Given, type Made, type Reader, statement, statementFor } from '../database/index.ts';
import { accountTable, principalTable } from '../principal/table.ts';
import type { Performer } from './lifecycle.ts';
import { requestTable } from './table.ts';

/** One capacity in which a call is made. */
export interface Actor {
  type: Exclude<Performer, 'SYSTEM'>;
  owner: Partial<Owner>;
}

/** What tells whose a row is, of each capacity. */
interface Owner extends Link {
  /** Of the person's account. */
  identity: Buffer;
  fiduciaryId: string;
  practitionerId: string;
}

/** A notice link that was handed out for a request, and revoked since if its generation is over. */
interface Link {
  linkedRequestId: string;
  linkGeneration: number;
}

/** The columns by which a request or an artifact belongs to people. */
export interface OwnedColumns {
  fiduciaryId: AnyColumn;
  principalId: AnyColumn;
  practitionerId: AnyColumn;
  requestId: AnyColumn;
}

/** How a statement speaks of the rows that actors reach. */
interface Reach {
  isReached: SQL;
  /** Which of the actors reaches a row first: a text column of their types. */
  reachedAs: SQL<Actor['type']>;
}

/**
 * A statement about rows that actors reach. Ownership is part of the SQL, so that a row of someone
 * else cannot be told from one that does not exist.
 */
export function reaching<Values extends object, Rows>(
  columns: OwnedColumns,
  make: (on: Reader, given: Given<Values>, reach: Reach) => Made<Rows>,
): (on: Reader, actors: readonly Actor[], values: Values) => Promise<Rows> {
  const sendFor = statementFor((types: string) =>
    statement((on, given: Given<Values & Owner>) => {
      const owned = types.split(separator).flatMap((type) => {
        const isOwned = owns[type as Actor['type']]?.(on, columns, given);
        return isOwned ? { type, isOwned } : [];
      });
      const cases = owned.map(({ type, isOwned }) => sql`when ${isOwned} then ${type}::text`);
      return make(on, given, {
        isReached: or(...owned.map(({ isOwned }) => isOwned)) ?? sql`false`,
        reachedAs: sql`case ${sql.join(cases, sql` `)} end`,
      });
    }),
  );
  return (on, actors, values) => {
    const types = actors.map(({ type }) => type).join(separator);
    return sendFor(types)(on, Object.assign({}, ...actors.map(({ owner }) => owner), values));
  };
}

/** Whether nobody has revoked a notice link. */
export async function isLinkInForce(on: Reader, link: Link): Promise<boolean> {
  return (await findLinked(on, link)).length > 0;
}

const separator = ' ';

const linked = alias(requestTable, 'linked');

function selectLinked(on: Reader, { linkedRequestId, linkGeneration }: Given<Link>) {
  return on
    .select({ id: linked.id })
    .from(linked)
    .where(and(eq(linked.id, linkedRequestId), eq(linked.linkGeneration, linkGeneration)));
}

const findLinked = statement(selectLinked);

const owns: Record<Actor['type'], (on: Reader, columns: OwnedColumns, given: Given<Owner>) => SQL> =
  {
    PRINCIPAL: (on, { principalId }, { identity }) =>
      inArray(
        principalId,
        on
          .select({ id: principalTable.id })
          .from(principalTable)
          .innerJoin(accountTable, eq(accountTable.id, principalTable.accountId))
          .where(eq(accountTable.identity, identity)),
      ),
    NOTICE_LINK: (on, { requestId }, given) =>
      and(eq(requestId, given.linkedRequestId), exists(selectLinked(on, given))) ?? sql`false`,
    FIDUCIARY: (_, columns, { fiduciaryId }) => eq(columns.fiduciaryId, fiduciaryId),
    PRACTITIONER: (_, columns, { practitionerId }) => eq(columns.practitionerId, practitionerId),
    OPERATOR: () => sql`true`,
  };
