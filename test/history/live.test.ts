import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, newId, openDatabase } from '../../src/database/index.ts';
import {
  append,
  type History,
  type HistoryEntry,
  type LogEvent,
  openHistory,
  type Subscription,
  type SubscriptionOptions,
} from '../../src/history/index.ts';
import type { Vault } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor, openTestVault } from './support.ts';

let database: TestDatabase;
let vault: Vault;
/** Connections are cut off here on purpose. */
const quiet = { warn: () => {} };
const servers: { database: Database; history: History }[] = [];

beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
  for (const applicationName of ['one', 'two', 'three']) {
    const own = await openDatabase({ url: database.url, applicationName });
    const history = await openHistory({ database: own, vault, log: quiet, pollInterval: 100 });
    servers.push({ database: own, history });
  }
});
afterAll(async () => {
  for (const server of servers) {
    await server.history.close();
    // At once: postgres.js waits for connections that were cut off as if they were busy.
    await server.database.sql.end({ timeout: 0 });
  }
  await database.drop();
});

function server(index: number): { database: Database; history: History } {
  const found = servers[index % servers.length];
  if (!found) throw new Error('there is no such server');
  return found;
}

async function write(on: number, entry: Parameters<typeof append>[1]): Promise<HistoryEntry> {
  const { database, history } = server(on);
  const written = await database.db.transaction((tx) => append(tx, entry));
  history.wake();
  return written;
}

async function take(stream: Subscription, count: number): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  while (events.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    events.push(value);
  }
  return events;
}

const subscribe = (on: number, options: SubscriptionOptions) =>
  server(on).history.hub.subscribe(options);
const idsOf = (events: LogEvent[]) => events.map(({ entry }) => entry.id);

test('what is written on one server is seen on all, once and in order', async () => {
  const artifactId = newId();
  const streams = await Promise.all(
    [0, 1, 2].map((on) => subscribe(on, { keys: [`artifact:${artifactId}`] })),
  );
  const written: string[] = [];
  for (let i = 0; i < 30; i++) written.push((await write(i, entryFor(artifactId, i + 1))).id);
  for (const stream of streams) {
    const events = await take(stream, 30);
    expect(idsOf(events)).toEqual(written);
    await stream.return();
  }
});

test('an event under several keys of one subscriber comes once', async () => {
  const entry = entryFor(newId());
  const stream = await subscribe(0, {
    keys: [`artifact:${entry.artifactId}`, `principal:${entry.principalId}`],
  });
  const first = await write(0, entry);
  const second = await write(1, { ...entry, sequence: 2 });
  expect(idsOf(await take(stream, 2))).toEqual([first.id, second.id]);
});

test('a resumed subscription misses nothing and repeats nothing, on any server, wherever it resumes', async () => {
  const resumption = fc.record({
    on: fc.nat({ max: 2 }),
    read: fc.integer({ min: 1, max: 25 }),
    wide: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(resumption, { maxLength: 8 }), async (resumptions) => {
      const fiduciaryId = newId();
      const artifactId = newId();
      const total = 40;
      let after = server(0).history.headCursor();
      const writing = (async () => {
        const written: string[] = [];
        for (let i = 0; i < total; i++) {
          const entry = { ...entryFor(artifactId, i + 1), fiduciaryId };
          written.push((await write(i, entry)).id);
          await write(i + 1, entryFor(newId()));
        }
        return written;
      })();
      const seen: string[] = [];
      for (const { on, read, wide } of [...resumptions, { on: 0, read: total, wide: false }]) {
        const key = wide
          ? (`fiduciary:${fiduciaryId}` as const)
          : (`artifact:${artifactId}` as const);
        const stream = await subscribe(on, { keys: [key], after });
        const events = await take(stream, Math.min(read, total - seen.length));
        after = events.at(-1)?.cursor ?? after;
        seen.push(...idsOf(events));
        await stream.return();
      }
      expect(seen).toEqual(await writing);
    }),
    { numRuns: 3 },
  );
});

test('events go on when the connections that listen are cut off', async () => {
  const artifactId = newId();
  const stream = await subscribe(1, { keys: [`artifact:${artifactId}`] });
  const first = await write(0, entryFor(artifactId));
  expect(idsOf(await take(stream, 1))).toEqual([first.id]);

  const listeners = () => database.owner<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`;
  const before = await listeners();
  expect(before).toHaveLength(3);
  for (const { pid } of before) await database.owner`select pg_terminate_backend(${pid})`;
  const second = await write(0, entryFor(artifactId, 2));
  expect(idsOf(await take(stream, 1))).toEqual([second.id]);
  await expect.poll(async () => (await listeners()).length).toBe(3);
  const third = await write(2, entryFor(artifactId, 3));
  expect(idsOf(await take(stream, 1))).toEqual([third.id]);
});

test('events go on when every connection is cut off', async () => {
  const artifactId = newId();
  const stream = await subscribe(1, { keys: [`artifact:${artifactId}`] });
  await database.owner`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and usename <> current_user`;
  // A write on a connection that has not noticed yet fails; the next one takes a new connection.
  await expect.poll(() => write(0, entryFor(artifactId)).catch(() => undefined)).toBeDefined();
  expect(await take(stream, 1)).toHaveLength(1);
});

test('what a server leaves behind that dies after a commit is delivered by the others', async () => {
  const artifactId = newId();
  const stream = await subscribe(2, { keys: [`artifact:${artifactId}`] });
  const { id } = await database.db.transaction((tx) => append(tx, entryFor(artifactId)));
  expect(idsOf(await take(stream, 1))).toEqual([id]);
});
