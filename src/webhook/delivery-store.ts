import { and, asc, count, eq, inArray, lt, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import type { PgInsertValue } from 'drizzle-orm/pg-core';
import { consentNow, type Reader, type Tx } from '../database/index.ts';
import type { DeliveryStatus } from './endpoint.ts';
import {
  type Attempt,
  attemptTable as attempts,
  type Delivery,
  deliveryTable as deliveries,
  endpointTable as endpoints,
} from './table.ts';

/** Writes deliveries that are to be tried at once. An event that an endpoint has already is left out. */
export async function insertDeliveries(
  tx: Tx,
  rows: Omit<typeof deliveries.$inferInsert, 'nextAttemptAt'>[],
): Promise<Delivery[]> {
  if (rows.length === 0) return [];
  const inserted = await tx
    .insert(deliveries)
    .values(rows.map((row) => ({ ...row, nextAttemptAt: consentNow })))
    .onConflictDoNothing()
    .returning();
  const byId = new Map(inserted.map((row) => [row.id, row]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}

/** Deliveries whose next attempt is due, the longest due first, but those in `except`. */
export function listDueDeliveries(
  reader: Reader,
  endpointId: string,
  limit: number,
  except: readonly string[],
): Promise<Delivery[]> {
  return reader
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.endpointId, endpointId),
        eq(deliveries.status, 'PENDING'),
        lte(deliveries.nextAttemptAt, consentNow),
        except.length > 0 ? notInArray(deliveries.id, [...except]) : undefined,
      ),
    )
    .orderBy(asc(deliveries.nextAttemptAt), asc(deliveries.id))
    .limit(limit);
}

/** Whether anything on its way to an endpoint comes up within so many seconds. */
export async function isDueWithin(
  reader: Reader,
  endpointId: string,
  seconds: number,
): Promise<boolean> {
  const limit = sql`${consentNow} + make_interval(secs => ${seconds})`;
  const [row] = await reader
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.endpointId, endpointId),
        eq(deliveries.status, 'PENDING'),
        lte(deliveries.nextAttemptAt, limit),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** A delivery to an endpoint of that fiduciary, or of any when it is null. */
export async function findDelivery(
  reader: Reader,
  id: string,
  fiduciaryId: string | null,
): Promise<Delivery | undefined> {
  const [row] = await reader
    .select({ delivery: deliveries })
    .from(deliveries)
    .innerJoin(endpoints, eq(endpoints.id, deliveries.endpointId))
    .where(
      and(
        eq(deliveries.id, id),
        fiduciaryId === null ? undefined : eq(endpoints.fiduciaryId, fiduciaryId),
      ),
    );
  return row?.delivery;
}

export async function insertAttempt(tx: Tx, row: PgInsertValue<typeof attempts>): Promise<void> {
  await tx.insert(attempts).values(row).onConflictDoNothing();
}

type Changes = { [Column in keyof Delivery]?: Delivery[Column] | SQL };

/** Writes over a delivery that is still on its way. Undefined when it is not, or gone. */
export async function updatePending(
  tx: Reader,
  id: string,
  changes: Changes,
): Promise<Delivery | undefined> {
  const [row] = await tx
    .update(deliveries)
    .set(changes)
    .where(and(eq(deliveries.id, id), eq(deliveries.status, 'PENDING')))
    .returning();
  return row;
}

/** Sets a delivery aside for half a minute, because of a fault of ours: the database was away, say. */
export async function postpone(reader: Reader, id: string): Promise<void> {
  await updatePending(reader, id, { nextAttemptAt: sql`${consentNow} + interval '30 seconds'` });
}

/** Sends a dead letter on its way again, with all its attempts. Undefined when it is none. */
export async function revive(
  tx: Tx,
  endpointId: string,
  deliveryId: string,
): Promise<Delivery | undefined> {
  const [revived] = await tx
    .update(deliveries)
    .set(anew)
    .where(and(deadLettersOf(endpointId), eq(deliveries.id, deliveryId)))
    .returning();
  return revived;
}

/** Sends all dead letters of an endpoint on their way again. Returns how many. */
export async function reviveAll(tx: Tx, endpointId: string): Promise<number> {
  const { count: revived } = await tx.update(deliveries).set(anew).where(deadLettersOf(endpointId));
  return revived;
}

const anew = {
  status: 'PENDING',
  answered: 0,
  nextAttemptAt: consentNow,
  finishedAt: null,
} as const;

function deadLettersOf(endpointId: string) {
  return and(eq(deliveries.endpointId, endpointId), eq(deliveries.status, 'DEAD'));
}

/** Deletes some deliveries that were finished so many days ago. Returns how many. */
export async function deleteFinished(tx: Tx, days: number, limit: number): Promise<number> {
  const old = tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(lt(deliveries.finishedAt, sql`${consentNow} - make_interval(days => ${days})`))
    .limit(limit)
    .for('update', { skipLocked: true });
  const gone = await tx
    .delete(deliveries)
    .where(inArray(deliveries.id, old))
    .returning({ id: deliveries.id });
  return gone.length;
}

/** A page of an endpoint's deliveries, the newest first. */
export interface DeliveryPage {
  endpointId: string;
  status: DeliveryStatus | null;
  after: string | null;
  limit: number;
  offset: number;
}

/** Pages of many endpoints in one statement, in the order asked. */
export async function listDeliveries(
  reader: Reader,
  pages: readonly DeliveryPage[],
): Promise<Delivery[][]> {
  const asked = JSON.stringify(pages.map((page, number) => ({ ...page, number })));
  const found = sql`(
    select asked.number, chosen.id
    from json_to_recordset(${asked}::json)
      as asked (number int, "endpointId" uuid, status text, after uuid, "limit" int, "offset" int)
    cross join lateral (
      select ${deliveries.id} as id from ${deliveries}
      where ${deliveries.endpointId} = asked."endpointId"
        and (asked.status is null or ${deliveries.status}::text = asked.status)
        and (asked.after is null or ${deliveries.id} < asked.after)
      order by ${deliveries.id} desc
      limit asked."limit" offset asked."offset"
    ) as chosen
  ) as found`;
  const rows = await reader
    .select({ page: sql<number>`found.number`.mapWith(Number), delivery: deliveries })
    .from(found)
    .innerJoin(deliveries, eq(deliveries.id, sql`found.id`))
    .orderBy(sql`${deliveries.id} desc`);
  const answers: Delivery[][] = pages.map(() => []);
  for (const { page, delivery } of rows) answers[page]?.push(delivery);
  return answers;
}

/** How many deliveries of each status each endpoint has. */
export function countDeliveries(
  reader: Reader,
  endpointIds: readonly string[],
): Promise<{ endpointId: string; status: DeliveryStatus; deliveries: number }[]> {
  return reader
    .select({
      endpointId: deliveries.endpointId,
      status: deliveries.status,
      deliveries: count(),
    })
    .from(deliveries)
    .where(inArray(deliveries.endpointId, [...endpointIds]))
    .groupBy(deliveries.endpointId, deliveries.status);
}

/** When the oldest event on its way to each endpoint happened. */
export function oldestPending(
  reader: Reader,
  endpointIds: readonly string[],
): Promise<{ endpointId: string; since: Date }[]> {
  return reader
    .select({
      endpointId: deliveries.endpointId,
      since: sql<Date>`min(${deliveries.occurredAt})`,
    })
    .from(deliveries)
    .where(and(inArray(deliveries.endpointId, [...endpointIds]), eq(deliveries.status, 'PENDING')))
    .groupBy(deliveries.endpointId);
}

export function listAttempts(reader: Reader, deliveryIds: readonly string[]): Promise<Attempt[]> {
  return reader
    .select()
    .from(attempts)
    .where(inArray(attempts.deliveryId, [...deliveryIds]))
    .orderBy(asc(attempts.number));
}
