import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, openDatabase } from '../../src/database/index.ts';
import { append, openHistory } from '../../src/history/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor, openTestVault } from './support.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('a database that goes away and comes back: streams go on with all that was committed', async () => {
  const line = await openLine(database.url);
  const cut = await openDatabase({ url: line.url });
  const problems: string[] = [];
  const log = { warn: (_: unknown, problem?: string) => problems.push(problem ?? '') };
  const vault = await openTestVault(database);
  const history = await openHistory({ database: cut, vault, log, pollInterval: 50 });
  const artifactId = newId();
  const stream = await history.hub.subscribe({ keys: [`artifact:${artifactId}`] });
  const write = (sequence: number) =>
    database.db.transaction((tx) => append(tx, entryFor(artifactId, sequence)));
  const next = async () => (await stream.next()).value?.entry.sequence;

  await write(1);
  expect(await next()).toBe(1);
  await line.cut();
  await write(2);
  await expect.poll(() => problems.length).toBeGreaterThan(0);
  await line.restore();
  expect(await next()).toBe(2);

  // Listening is back too: without it a notification changes nothing before the next poll.
  await expect
    .poll(async () => {
      const listening = await database.owner`
          select from pg_stat_activity
          where datname = current_database() and query ilike 'listen%'`;
      return listening.length;
    })
    .toBe(1);
  await write(3);
  expect(await next()).toBe(3);

  await history.close();
  await cut.sql.end({ timeout: 0 });
  await line.cut();
});

/** A way to the database that can be cut, as when its server is restarted. */
async function openLine(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const start = async (port: number): Promise<Server> => {
    const listening = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.on('error', () => {}).on('close', () => to.destroy());
      }
    }).listen(port, '127.0.0.1');
    await once(listening, 'listening');
    return listening;
  };
  let server = await start(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port }).href,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async restore() {
      server = await start(port);
    },
  };
}
