import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { append } from '../../src/history/index.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import { insertDeliveries } from '../../src/webhook/delivery-store.ts';
import { listBehind } from '../../src/webhook/due-store.ts';
import { findEndpoint } from '../../src/webhook/endpoint-store.ts';
import { holdEndpoint, keepHolding, releaseEndpoint } from '../../src/webhook/hold-store.ts';
import { endpointTable } from '../../src/webhook/table.ts';
import { takeNext } from '../../src/webhook/take.ts';
import { openTestVault } from '../history/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertEndpoint, insertFiduciary } from './rows.ts';

let database: TestDatabase;
let vault: Awaited<ReturnType<typeof openTestVault>>;
beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
});
afterAll(() => database.drop());

const running = new AbortController().signal;

/** Writes an event of a fiduciary into the log. Returns the log's head. */
async function happens(fiduciaryId: string): Promise<bigint> {
  await database.db.transaction((tx) =>
    append(tx, {
      action: 'CANCEL',
      fiduciaryId,
      requestId: newId(),
      sequence: 1,
      newStatus: 'CANCELLED',
      performedBy: { type: 'FIDUCIARY', id: fiduciaryId },
      performedAt: new Date(),
    }),
  );
  return (await sequenceHistory(database.sql)).head;
}

const change = (id: string, changes: Partial<typeof endpointTable.$inferInsert>) =>
  database.db.update(endpointTable).set(changes).where(eq(endpointTable.id, id));

async function held(id: string) {
  const holder = newId();
  await holdEndpoint(database.db, id, holder);
  const endpoint = await keepHolding(database.db, id, holder);
  if (!endpoint) throw new Error('the endpoint is not held');
  return endpoint;
}

test('what an endpoint asks for counts as of the moment its events are taken', async () => {
  const fiduciaryId = await insertFiduciary(database);
  const id = await insertEndpoint(database, fiduciaryId);
  await change(id, { events: ['CONSENT_GRANTED'] });
  const endpoint = await held(id);
  await change(id, { events: ['CONSENT_GRANTED', 'CONSENT_CANCELLED'] });
  await happens(fiduciaryId);
  expect(await takeNext({ database, vault }, endpoint, [], running)).toMatchObject([
    { event: 'CONSENT_CANCELLED' },
  ]);
});

test('what an endpoint does not ask for is passed over, to the end of the log', async () => {
  const fiduciaryId = await insertFiduciary(database);
  const id = await insertEndpoint(database, fiduciaryId);
  await change(id, { events: ['CONSENT_GRANTED'] });
  const head = await happens(fiduciaryId);
  expect(await takeNext({ database, vault }, await held(id), [], running)).toEqual([]);
  expect(await findEndpoint(database.db, id, null)).toMatchObject({ cursor: head });
});

test('an event whose wake-up was lost is found although a retry is due much later', async () => {
  const fiduciaryId = await insertFiduciary(database);
  const id = await insertEndpoint(database, fiduciaryId);
  const later = new Date(Date.now() + 60 * 60 * 1000);
  const head = await happens(fiduciaryId);
  await change(id, { dueAt: later });
  expect(await listBehind(database.db, head, null)).toContain(id);
  await change(id, { restUntil: later });
  expect(await listBehind(database.db, head, null)).not.toContain(id);
});

test('an endpoint that rests is looked at when the rest is over, though its retries are later', async () => {
  const id = await insertEndpoint(database);
  const [soon, later] = [1, 180].map((minutes) => new Date(Date.now() + minutes * 60 * 1000));
  await database.db.transaction((tx) =>
    insertDeliveries(tx, [
      {
        id: newId(),
        endpointId: id,
        eventId: newId(),
        event: 'CONSENT_GRANTED',
        body: Buffer.alloc(1),
        occurredAt: new Date(),
      },
    ]),
  );
  await database.owner`
    update webhook_delivery set next_attempt_at = ${later ?? null} where endpoint_id = ${id}`;
  const { holder } = await held(id);
  await change(id, { restUntil: soon });
  await releaseEndpoint(database.db, id, holder ?? '');
  expect((await findEndpoint(database.db, id, null))?.dueAt).toEqual(soon);
});

test('an open circuit is probed with a new event unless a retry comes up soon', async () => {
  const fiduciaryId = await insertFiduciary(database);
  const id = await insertEndpoint(database, fiduciaryId);
  await happens(fiduciaryId);
  const [first] = await takeNext({ database, vault }, await held(id), [], running);
  await happens(fiduciaryId);
  await happens(fiduciaryId);
  await change(id, { circuitOpenedAt: new Date(), holder: null, dueAt: null });
  const retryIn = (minutes: number) => database.owner`
    update webhook_delivery set next_attempt_at = consent_now() + make_interval(mins => ${minutes})
    where id = ${first?.id ?? ''}`;
  const endpoint = await held(id);
  await retryIn(4);
  expect(await takeNext({ database, vault }, endpoint, [], running)).toEqual([]);
  await retryIn(30);
  expect(await takeNext({ database, vault }, endpoint, [], running)).toHaveLength(1);
});
