import {
  and,
  asc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { consentNow, type Reader, type Tx } from '../database/index.ts';
import { deliveryTable as deliveries, type Endpoint, endpointTable as endpoints } from './table.ts';

export async function insertEndpoint(
  tx: Tx,
  row: typeof endpoints.$inferInsert,
): Promise<Endpoint> {
  const [inserted] = await tx.insert(endpoints).values(row).returning();
  if (!inserted) throw new Error('The insert of a webhook endpoint returned no row');
  return inserted;
}

export function countEndpoints(reader: Reader, fiduciaryId: string): Promise<number> {
  return reader.$count(endpoints, eq(endpoints.fiduciaryId, fiduciaryId));
}

/** An endpoint of that fiduciary, or of any when it is null. */
export async function findEndpoint(
  reader: Reader,
  id: string,
  fiduciaryId: string | null,
  options: { lock?: boolean } = {},
): Promise<Endpoint | undefined> {
  const query = reader
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.id, id),
        fiduciaryId === null ? undefined : eq(endpoints.fiduciaryId, fiduciaryId),
      ),
    );
  const [row] = await (options.lock ? query.for('update') : query);
  return row;
}

export function findEndpoints(reader: Reader, ids: readonly string[]): Promise<Endpoint[]> {
  return reader
    .select()
    .from(endpoints)
    .where(inArray(endpoints.id, [...ids]));
}

export function listEndpoints(
  reader: Reader,
  fiduciaryIds: readonly string[],
): Promise<Endpoint[]> {
  return reader
    .select()
    .from(endpoints)
    .where(inArray(endpoints.fiduciaryId, [...fiduciaryIds]))
    .orderBy(asc(endpoints.id));
}

type Changes = { [Column in keyof Endpoint]?: Endpoint[Column] | SQL };

export async function updateEndpoint(tx: Tx, id: string, changes: Changes): Promise<Endpoint> {
  const [row] = await tx.update(endpoints).set(changes).where(eq(endpoints.id, id)).returning();
  if (!row) throw new Error('The webhook endpoint that was locked is gone');
  return row;
}

/** Deletes an endpoint with all that was and was to be sent to it. */
export async function deleteEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.delete(endpoints).where(eq(endpoints.id, id));
}

/** An endpoint as its holder sees it. */
export interface Held extends Endpoint {
  /** Whether attempts must wait for `restUntil`. */
  resting: boolean;
  previousSecretValid: boolean;
}

/** A holder that has not said anything for so long is dead. */
const heldFor = sql`clock_timestamp() + interval '10 seconds'`;
const free = or(isNull(endpoints.holder), lt(endpoints.heldUntil, sql`clock_timestamp()`));

/**
 * Takes an endpoint for a holder, unless another has it. It stays due, so that it is found again
 * should the holder die.
 */
export async function holdEndpoint(
  reader: Reader,
  id: string,
  holder: string,
): Promise<Endpoint | undefined> {
  const [row] = await reader
    .update(endpoints)
    .set({ holder, heldUntil: heldFor, dueAt: consentNow })
    .where(and(eq(endpoints.id, id), eq(endpoints.status, 'ENABLED'), free))
    .returning();
  return row;
}

/** Goes on holding, and looks at the endpoint. Undefined when it is another's by now, or gone. */
export async function keepHolding(
  reader: Reader,
  id: string,
  holder: string,
): Promise<Held | undefined> {
  const [row] = await reader
    .update(endpoints)
    .set({ heldUntil: heldFor })
    .where(and(eq(endpoints.id, id), eq(endpoints.holder, holder)))
    .returning({
      ...getTableColumns(endpoints),
      resting: sql<boolean>`coalesce(${endpoints.restUntil} > ${consentNow}, false)`,
      previousSecretValid: sql<boolean>`coalesce(${endpoints.previousSecretUntil} > ${consentNow}, false)`,
    });
  return row;
}

/** Lets an endpoint go, and notes when it has to be looked at again. */
export async function releaseEndpoint(reader: Reader, id: string, holder: string): Promise<void> {
  const nextAttempt = sql`(
    select min(${deliveries.nextAttemptAt}) from ${deliveries}
    where ${deliveries.endpointId} = ${id} and ${deliveries.status} = 'PENDING'
  )`;
  await reader
    .update(endpoints)
    .set({
      holder: null,
      heldUntil: null,
      // What rests with nothing to try is due when the rest is over; what is past is no rest.
      dueAt: sql`greatest(${nextAttempt},
        case when ${endpoints.restUntil} > ${consentNow} then ${endpoints.restUntil} end)`,
    })
    .where(and(eq(endpoints.id, id), eq(endpoints.holder, holder)));
}

/** Which endpoints of some fiduciaries could begin at once with something new. */
export async function listReady(
  reader: Reader,
  fiduciaryIds: readonly string[],
): Promise<string[]> {
  const rows = await reader
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(
      and(
        inArray(endpoints.fiduciaryId, [...fiduciaryIds]),
        eq(endpoints.status, 'ENABLED'),
        or(isNull(endpoints.restUntil), lte(endpoints.restUntil, consentNow)),
        free,
      ),
    );
  return rows.map(({ id }) => id);
}

/** Which endpoints are due: an attempt, the end of a rest, or the work of a holder that died. */
export async function listDue(reader: Reader): Promise<string[]> {
  const rows = await reader
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(eq(endpoints.status, 'ENABLED'), lte(endpoints.dueAt, consentNow), free))
    .orderBy(asc(endpoints.dueAt))
    .limit(1000);
  return rows.map(({ id }) => id);
}

/** Which idle endpoints have not looked at the log up to its end. */
export async function listBehind(
  reader: Reader,
  head: bigint,
  after: string | null,
): Promise<string[]> {
  const rows = await reader
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(
      and(
        eq(endpoints.status, 'ENABLED'),
        isNull(endpoints.dueAt),
        isNull(endpoints.holder),
        lt(endpoints.cursor, head),
        after === null ? undefined : gt(endpoints.id, after),
      ),
    )
    .orderBy(asc(endpoints.id))
    .limit(1000);
  return rows.map(({ id }) => id);
}

/** Moves the cursor of a holder on. False when it holds the endpoint no longer. */
export async function moveCursor(
  tx: Tx,
  { id, holder, cursor }: Pick<Endpoint, 'id' | 'holder' | 'cursor'>,
  to: bigint,
): Promise<boolean> {
  const moved = await tx
    .update(endpoints)
    .set({ cursor: to })
    .where(
      and(
        eq(endpoints.id, id),
        eq(endpoints.cursor, cursor),
        holder === null ? isNull(endpoints.holder) : eq(endpoints.holder, holder),
      ),
    )
    .returning({ id: endpoints.id });
  return moved.length > 0;
}
