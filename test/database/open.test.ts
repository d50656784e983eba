import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consentNow, openDatabase, readClock } from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('a session acts as the application even when the owner logs in', async () => {
  const asOwner = await openDatabase({ url: database.ownerUrl, max: 1 });
  try {
    const [row] = await asOwner.sql`select current_user as acting, session_user as login`;
    expect(row).toEqual({ acting: 'consentgraph_app', login: 'consentgraph_owner' });
  } finally {
    await asOwner.close();
  }
});

test('the application may not create tables or replace the clock', async () => {
  await expect(database.sql`create table mine (id int)`).rejects.toMatchObject({ code: '42501' });
  await expect(
    database.sql.unsafe(
      'create or replace function consent_now() returns timestamptz(3) language sql return now()',
    ),
  ).rejects.toMatchObject({ code: '42501' });
});

test('hand-written SQL gives times as dates and int8 as bigint, and takes objects as JSON', async () => {
  const [row] = await database.sql`
    select timestamptz '2026-01-02 03:04:05.678+05:30' as time, 9007199254740993::int8 as big,
      ${database.sql.json({ a: [1] })}::jsonb as json, array[1, 2]::int8[] as bigs`;
  expect(row).toEqual({
    time: new Date('2026-01-01T21:34:05.678Z'),
    big: 9007199254740993n,
    json: { a: [1] },
    bigs: [1n, 2n],
  });
});

test('the clock is one instant for a whole statement, in milliseconds', async () => {
  const rows = await database.db
    .select({ now: consentNow })
    .from(sql`generate_series(1, 3) as row, pg_sleep(0.01)`);
  expect(new Set(rows.map(({ now }) => now.getTime())).size).toBe(1);
  expect(await readClock(database.db)).toBeInstanceOf(Date);
});

test('a test can move the clock and set it back', async () => {
  const moment = new Date('2030-06-01T00:00:00.000Z');
  await database.clock.set(moment);
  expect(await readClock(database.db)).toEqual(moment);
  await database.clock.advance(1);
  expect(await readClock(database.db)).toEqual(new Date(moment.getTime() + 1));
  await database.clock.reset();
  expect((await readClock(database.db)).getTime()).toBeLessThan(moment.getTime());
});

test('a database that cannot be reached is one line with its place and without the password', async () => {
  const url = 'postgres://someone:hunter2@127.0.0.1:1/nowhere';
  const failure = await openDatabase({ url }).catch((error) => error);
  expect(failure.name).toBe('DatabaseProblem');
  expect(failure.message).toMatch(/^cannot use the database at 127\.0\.0\.1:1\/nowhere: .*REFUSED/);
  expect(failure.message).not.toContain('hunter2');
});
