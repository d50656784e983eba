import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consentNow, newId } from '../../src/database/index.ts';
import { insertDeliveries } from '../../src/webhook/delivery-store.ts';
import { findEndpoint } from '../../src/webhook/endpoint-store.ts';
import { holdEndpoint, releaseEndpoint } from '../../src/webhook/hold-store.ts';
import { endpointTable } from '../../src/webhook/table.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { insertEndpoint } from './rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('what is added while an endpoint is let go is still due', async () => {
  const { db, owner } = database;
  const [id, holder] = [await insertEndpoint(database), newId()];
  expect(await holdEndpoint(db, id, holder)).toBeDefined();

  let released: Promise<void> | undefined;
  await db.transaction(async (tx) => {
    await findEndpoint(tx, id, null, { lock: true });
    released = releaseEndpoint(db, id, holder);
    await until(async () => {
      const [row] = await owner`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.waiting === 1;
    });
    await insertDeliveries(tx, [
      {
        id: newId(),
        endpointId: id,
        eventId: newId(),
        event: 'WEBHOOK_PING',
        body: Buffer.alloc(1),
        occurredAt: new Date(),
      },
    ]);
    await tx.update(endpointTable).set({ dueAt: consentNow }).where(eq(endpointTable.id, id));
  });
  await released;

  expect(await findEndpoint(db, id, null)).toMatchObject({ holder: null, dueAt: expect.any(Date) });
});
