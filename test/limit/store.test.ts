import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lease, lease } from '../../src/limit/store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('a window that is deleted as over while permits are taken from it is made anew', async () => {
  const { owner } = database;
  const question = {
    subject: randomBytes(32),
    span: 'minute',
    fiduciaryId: null,
    most: 100,
    wanted: 1,
  } as const;
  await lease(database, question);
  await owner.unsafe(`
    create function wait_here() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(42); return null; end $$;
    create trigger wait_here after insert on permit_window execute function wait_here()`);
  let leased: Promise<Lease> | undefined;
  await owner.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(42)`;
    leased = lease(database, question);
    await until(async () => {
      const [row] = await owner`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.waiting === 1;
    });
    await owner`delete from permit_window`;
  });
  expect(await leased).toMatchObject({ granted: 50, remaining: 50, most: 100 });
});
