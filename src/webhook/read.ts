import DataLoader from 'dataloader';
import { type Context, loader } from '../auth/index.ts';
import { isUuid, readClock } from '../database/index.ts';
import { badInput, notFound } from '../errors.ts';
import { rowsByKey } from '../graphql/batch.ts';
import {
  type Connection,
  connectionOf,
  type PageArguments,
  pageWindow,
} from '../graphql/connection.ts';
import { dataKeyById } from '../principal/index.ts';
import type { DataKey } from '../vault/index.ts';
import { openAnswer } from './attempt.ts';
import {
  countDeliveries,
  type DeliveryPage,
  findDelivery,
  listAttempts,
  listDeliveries,
  oldestPending,
} from './delivery-store.ts';
import type { DeliveryStatus } from './endpoint.ts';
import { findEndpoint, listEndpoints } from './endpoint-store.ts';
import { oldestUntaken } from './event-store.ts';
import { ownFiduciary } from './manage.ts';
import { openBody } from './render.ts';
import type { Attempt, Delivery, Endpoint } from './table.ts';

/** An endpoint the caller may see. @throws `NOT_FOUND` */
export async function readEndpoint(context: Context, id: string): Promise<Endpoint> {
  const { db } = context.platform.database;
  const found = isUuid(id) ? await findEndpoint(db, id, ownFiduciary(context)) : undefined;
  if (!found) throw notFound();
  return found;
}

/** A delivery the caller may see. @throws `NOT_FOUND` */
export async function readDelivery(context: Context, id: string): Promise<Delivery> {
  const { db } = context.platform.database;
  const found = isUuid(id) ? await findDelivery(db, id, ownFiduciary(context)) : undefined;
  if (!found) throw notFound();
  return found;
}

export function endpointsOfFiduciary({ platform }: Context) {
  return rowsByKey(
    (ids) => listEndpoints(platform.database.db, ids),
    ({ fiduciaryId }) => fiduciaryId,
  );
}

export function attemptsOfDelivery({ platform }: Context) {
  return rowsByKey(
    (ids) => listAttempts(platform.database.db, ids),
    ({ deliveryId }) => deliveryId,
  );
}

/** A page of an endpoint's deliveries, the newest first. @throws `BAD_USER_INPUT` */
export async function deliveryPage(
  context: Context,
  { id: endpointId }: Pick<Endpoint, 'id'>,
  status: DeliveryStatus | null,
  args: PageArguments,
): Promise<Connection<Delivery> & { count: () => Promise<number> }> {
  const page = pageWindow(args);
  if (page.after && !isUuid(page.after.id)) {
    throw badInput('after', 'This is not a cursor that this list gave.');
  }
  const rows = await loader(context, deliveryPages).load({
    endpointId,
    status,
    after: page.after?.id ?? null,
    limit: page.size + 1,
    offset: page.offset,
  });
  const connection = connectionOf(
    rows,
    page,
    ({ id }) => ({ key: '', id }),
    (row) => row,
  );
  return { ...connection, count: () => deliveryCount(context, endpointId, status) };
}

/** How many deliveries an endpoint has, in one status or in all. */
export async function deliveryCount(
  context: Context,
  endpointId: string,
  status: DeliveryStatus | null,
): Promise<number> {
  const counts = await loader(context, countsOfEndpoint).load(endpointId);
  return counts
    .filter((row) => status === null || row.status === status)
    .reduce((sum, { deliveries }) => sum + deliveries, 0);
}

/** Seconds since the oldest event that has not arrived happened; 0 when none is on its way. */
export function lagOfEndpoint({ platform }: Context): DataLoader<Endpoint, number, string> {
  const { db } = platform.database;
  return new DataLoader(
    async (endpoints) => {
      const ids = endpoints.map(({ id }) => id);
      const [pending, untaken, now] = await Promise.all([
        oldestPending(db, ids),
        oldestUntaken(db, endpoints),
        readClock(db),
      ]);
      const oldest = new Map(untaken);
      for (const { endpointId, since } of pending) {
        const other = oldest.get(endpointId);
        if (!other || since < other) oldest.set(endpointId, since);
      }
      return ids.map((id) => {
        const since = oldest.get(id);
        return since ? Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)) : 0;
      });
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

/** The bytes that are sent, as text: for the fiduciary itself. Null once the person was erased. */
export async function bodyOfDelivery(context: Context, delivery: Delivery): Promise<string | null> {
  const key = await readableKey(context, delivery);
  return key === undefined ? null : openBody(context.platform.vault, key, delivery);
}

/** The first bytes of an answer, as text: for the fiduciary itself. */
export async function firstBytesOf(
  context: Context,
  delivery: Delivery,
  attempt: Attempt,
): Promise<string | null> {
  const key = await readableKey(context, delivery);
  return key === undefined ? null : openAnswer(context.platform.vault, key, attempt);
}

/** The person's key; null when the system's sealed it, undefined when the caller may not read it. */
async function readableKey(
  context: Context,
  { dataKeyId }: Delivery,
): Promise<DataKey | null | undefined> {
  if (context.caller?.roles.has('operator')) return undefined;
  if (dataKeyId === null) return null;
  return (await loader(context, dataKeyById).load(dataKeyId)) ?? undefined;
}

function deliveryPages({ platform }: Context): DataLoader<DeliveryPage, Delivery[], string> {
  return new DataLoader((pages) => listDeliveries(platform.database.db, pages), {
    cacheKeyFn: (page) => JSON.stringify(page),
  });
}

function countsOfEndpoint({ platform }: Context) {
  return rowsByKey(
    (ids) => countDeliveries(platform.database.db, ids),
    ({ endpointId }) => endpointId,
  );
}
