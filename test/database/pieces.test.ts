import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => database.drop());

/** Notes what leaves this process for the database, each piece by its length, from now on. */
function notePieces(): number[] {
  const pieces: number[] = [];
  const write = Socket.prototype.write;
  const port = Number(new URL(database.url).port);
  vi.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...given) {
    if (this.remotePort === port) pieces.push((given[0] as Buffer).length);
    return write.apply(this, given);
  });
  return pieces;
}

test('statements of a transaction that stand together leave in one piece, and are run in order', async () => {
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  const text = 'x'.repeat(500);
  const [pieces, answers] = await database.db.transaction(async (tx) => {
    const together = () =>
      Promise.all(
        numbers.map((n) => tx.execute(sql`select ${n}::int as n, length(${text}) as long`)),
      );
    // A statement that is new to its connection is described first.
    await together();
    const noted = notePieces();
    return [noted, await together()];
  });
  expect(answers.map(([row]) => row)).toEqual(numbers.map((n) => ({ n, long: 500 })));
  expect(pieces[0]).toBeGreaterThan(numbers.length * text.length);
  // The other piece is the commit.
  expect(pieces).toHaveLength(2);
});

test('a statement is sent before the event loop turns', async () => {
  await database.sql`select ${1}::int as n`;
  const pieces = notePieces();
  const turn = nextTurn();
  const answer = database.sql`select ${2}::int as n`.execute();
  await turn;
  expect(pieces).toHaveLength(1);
  expect(await answer).toEqual([{ n: 2 }]);
});

test('statements of a connection that was cut are answered or refused, and the pool goes on', async () => {
  const [session] = await database.sql`select pg_backend_pid() as pid`;
  await database.owner`select pg_terminate_backend(${session?.pid})`;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, n) => database.sql`select ${n}::int as n`),
  );
  for (const [n, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') expect(outcome.value).toEqual([{ n }]);
    else expect(outcome.reason.code).toMatch(/^CONNECTION|^57P01$|^ECONNRESET$|^EPIPE$/);
  }
  const answer = () => database.sql`select 3 as n`.then(([row]) => row?.n, String);
  await expect.poll(answer).toBe(3);
});
