import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, endInterrupted, openDatabase } from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { openWay, type Way } from '../support/way.ts';

let database: TestDatabase;
let way: Way;
let opened: Database;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  way = await openWay(database.url);
  opened = await openDatabase({ url: way.url, max: 2, silence: 1_000 });
});
afterEach(async () => {
  await opened.close();
  way.close();
});

const sessionOf = async (sql = opened.sql) =>
  (await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;
const codeOf = (outcome: Promise<unknown>) =>
  outcome.then(
    () => 'answered',
    ({ code }) => code,
  );

test.each([
  ['with all its sessions', true],
  ['and its sessions wait for ever', false],
])('a database that vanishes without a word, %s, is found again', async (_, ends) => {
  const before = await Promise.all([sessionOf(), sessionOf(), sessionOf(opened.line.sql)]);
  way.vanish({ ends });
  const asked = [opened.sql`select 1`, opened.sql`select 2`, opened.line.sql`select 3`];
  expect(await Promise.all(asked.map(codeOf))).toEqual(asked.map(() => 'CONNECTION_CLOSED'));
  const after = await Promise.all([sessionOf(), sessionOf(), sessionOf(opened.line.sql)]);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
});

test('a transaction that hears nothing any more fails, and nothing of it is stored', async () => {
  await database.owner`create table kept (n int)`;
  await database.owner`grant all on kept to consentgraph_app`;
  const told = opened.sql.begin(async (tx) => {
    await tx`insert into kept values (1)`;
    way.vanish({ ends: true });
    await tx`insert into kept values (2)`;
  });
  expect(await codeOf(told)).toBe('CONNECTION_CLOSED');
  expect(await opened.sql`select n from kept`).toEqual([]);
  // Waits for what is under way: nothing is.
  await opened.sql.end();
});

test('a transaction whose server has vanished, or stands still, lets go of what others wait for', async () => {
  await database.owner`create table locked as select 1 as n`;
  await database.owner`grant all on locked to consentgraph_app`;
  const gone = opened.sql.begin(async (tx) => {
    await tx`update locked set n = n + 1`;
    way.vanish({ ends: false });
    await tx`update locked set n = n + 1`;
  });
  expect(await codeOf(gone)).toBe('CONNECTION_CLOSED');
  expect(await database.sql`update locked set n = n + 10 returning n`).toEqual([{ n: 11 }]);

  const still = opened.sql.begin(async (tx) => {
    await tx`update locked set n = n + 1`;
    await database.sql`update locked set n = n + 10`;
    await tx`update locked set n = n + 1`;
  });
  expect(await codeOf(still)).toMatch(/^(CONNECTION_CLOSED|25P03)$/);
  expect(await opened.sql`select n from locked`).toEqual([{ n: 21 }]);
});

test('a session left in the middle of a statement is given up, and lets go of what others wait for', async () => {
  await database.owner`create table halfway as select 1 as n`;
  await database.owner`grant all on halfway to consentgraph_app`;
  const gone = opened.sql.begin(async (tx) => {
    await tx`update halfway set n = n + 1`;
    // The next statement is parsed; its execution waits for the word that it was.
    way.vanish({ ends: false, isHeard: true });
    await tx`update halfway set n = n + ${2}`;
  });
  expect(await codeOf(gone)).toBe('CONNECTION_CLOSED');
  const waiting = database.sql`update halfway set n = n + 10 returning n`.execute();
  await until(async () => (await endInterrupted(database.url, 1_000)) > 0);
  expect(await waiting).toEqual([{ n: 11 }]);
});

test('sessions that work, or wait within a transaction, are not ended as if left', async () => {
  const working = opened.sql`select pg_sleep(3)`.execute();
  await opened.sql.begin(async (tx) => {
    await tx`select 1`;
    expect(await endInterrupted(database.url, 1)).toBe(0);
  });
  expect(await codeOf(working)).toBe('answered');
});

test('a statement that takes long is waited for', async () => {
  const session = await sessionOf(opened.line.sql);
  const long = opened.line.sql`select pg_sleep(4)`;
  expect(await codeOf(long)).toBe('answered');
  expect(await sessionOf(opened.line.sql)).toBe(session);
});

test('while nobody answers whether the session is there, it is waited for', async () => {
  const session = await sessionOf(opened.line.sql);
  way.admit(false);
  const long = opened.line.sql`select pg_sleep(4)`;
  expect(await codeOf(long)).toBe('answered');
  expect(way.refused).toBeGreaterThan(0);
  way.admit(true);
  expect(await sessionOf(opened.line.sql)).toBe(session);
});

test('behind a pooler, which names other sessions than PostgreSQL does, a statement that takes long is waited for', async () => {
  const pooler = await openWay(database.url, { pooled: true });
  const pooled = await openDatabase({ url: pooler.url, max: 1, silence: 1_000 });
  try {
    expect(await codeOf(pooled.sql`select pg_sleep(4)`)).toBe('answered');
  } finally {
    await pooled.close();
    pooler.close();
  }
});
