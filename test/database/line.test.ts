import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { youth } from '../../src/database/line.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => database.drop());

const server = async (sql = database.line.sql) =>
  (await sql`select pg_backend_pid() as pid, current_user as role`)[0];

test('what goes down the line at the same moment is answered by one session, in its order', async () => {
  const answered: number[] = [];
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => server().finally(() => answered.push(n))),
  );
  expect(new Set(all.map((row) => row?.pid)).size).toBe(1);
  expect(all[0]?.role).toBe('consentgraph_app');
  expect(answered).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect((await server(database.sql))?.pid).not.toBe(all[0]?.pid);
});

/** Lets a connection grow as old as it must be to be given up. */
function grow(): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + youth);
}

test('a line that is renewed gives up what was under way, and serves on', async () => {
  const before = await server();
  const stuck = database.line.sql`select pg_sleep(600)`;
  const behind = server();
  const both = Promise.allSettled([stuck, behind]);
  grow();
  database.line.renew();
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const after = await server();
  expect(after?.pid).not.toBe(before?.pid);
  await database.owner`select pg_terminate_backend(${before?.pid})`;

  // Whoever else despairs of it at that moment changes nothing.
  for (let n = 0; n < 100; n++) database.line.renew();
  expect((await server())?.pid).toBe(after?.pid);
});

test('a session that is ended is followed by another', async () => {
  const before = await server();
  await database.owner`select pg_terminate_backend(${before?.pid})`;
  const answer = () => server().then((row) => typeof row?.pid, String);
  await expect.poll(answer).toBe('number');
  expect((await server())?.pid).not.toBe(before?.pid);
});
