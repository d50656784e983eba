import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openWay } from '../support/way.ts';

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
      .poll(() =>
        tx`select 1`.then(
          () => 'open',
          () => 'lost',
        ),
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

test('a connection that is lost while it is being made fails what waited for it, and nothing else', async () => {
  const { hostname, port } = new URL(database.url);
  const sockets: Socket[] = [];
  const between = createServer((client) => {
    const server = connect(Number(port), hostname);
    sockets.push(client, server);
    for (const socket of [client, server]) socket.on('error', () => {});
    server.on('data', (bytes) => client.write(bytes));
    client.on('data', (bytes) => {
      // The driver asks for the types of arrays before anything else, and nobody waits for that.
      if (!bytes.includes('typarray')) server.write(bytes);
      else {
        between.close();
        for (const socket of sockets) socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.url);
  url.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
  await expect(openDatabase({ url: url.href })).rejects.toThrow(/^cannot use the database/);
});

test('statements that follow at once on a lost connection are answered, each with its own answer', async () => {
  const way = await openWay(database.url);
  const opened = await openDatabase({ url: way.url, max: 1 });
  let lost = 0;
  const ask = (n: number, left = 10): Promise<number> =>
    opened.line.sql`select ${n}::int as n`.then(
      ([row]) => row?.n,
      (error) => {
        if (left === 0) throw error;
        expect(error.code).toMatch(/^(CONNECTION_CLOSED|ECONNRESET|EPIPE)$/);
        lost += 1;
        return ask(n, left - 1);
      },
    );
  try {
    for (let round = 0; round < 20; round++) {
      const numbers = Array.from({ length: 8 }, (_, i) => 10 * round + i);
      const answers = numbers.map((n) => ask(n));
      if (round % 2 === 0) await answers[0];
      way.cut();
      answers.push(ask(10 * round + 8));
      expect(await Promise.all(answers)).toEqual([...numbers, 10 * round + 8]);
    }
    expect(lost).toBeGreaterThan(0);
  } finally {
    await opened.close();
    way.close();
  }
});
