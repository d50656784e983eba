import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('a transaction whose connection is lost fails, and nothing else does', async () => {
  const lost = database.sql.begin(async (tx) => {
    const [session] = await tx`select pg_backend_pid() as pid`;
    await database.owner`select pg_terminate_backend(${session?.pid})`;
    await expect
      .poll(
        () =>
          tx`select 1`.then(
            () => 'open',
            () => 'lost',
          ),
        { timeout: 5_000 },
      )
      .toBe('lost');
    // On the connection that is gone: without our patch of postgres.js it would end the process.
    await tx`select 2`;
  });
  const outcome = await lost.then(
    () => 'committed',
    ({ code }) => code,
  );
  expect(outcome).toMatch(/^CONNECTION|^57P01/);
  const answer = () => database.sql`select 3 as n`.then(([row]) => row?.n, String);
  await expect.poll(answer).toBe(3);
});
