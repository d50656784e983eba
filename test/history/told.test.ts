import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { migrate, newId, openDatabase, startEmbedded } from '../../src/database/index.ts';
import { append, openHistory, sequenceHistory } from '../../src/history/index.ts';
import type { Vault } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor, openTestVault } from './support.ts';

/** Never, for a test: whoever is not told finds nothing out. */
const never = 3_600_000;

let database: TestDatabase;
let vault: Vault;
beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
});
afterAll(() => database.drop());

/** A server that does not look at the log by itself. */
async function openTold(name: string) {
  const own = await openDatabase({ url: database.url, applicationName: name });
  const problems: unknown[] = [];
  const log = { warn: (problem: unknown) => problems.push(problem) };
  const history = await openHistory({ database: own, vault, log, pollInterval: never });
  onTestFinished(async () => {
    await history.close();
    await own.close();
  });
  return { history, db: own.db, problems };
}

test('other servers are told what one has sequenced, with its commit', async () => {
  const [writer, other] = await Promise.all(['writer', 'other'].map(openTold));
  if (!writer || !other) throw new Error('two servers were opened');
  const artifactId = newId();
  const stream = await other.history.hub.subscribe({ keys: [`artifact:${artifactId}`] });
  for (let n = 1; n <= 20; n++) {
    await writer.db.transaction((tx) => append(tx, entryFor(artifactId, n)));
    writer.history.wake();
    expect((await stream.next()).value?.entry.sequence).toBe(n);
  }
  await stream.return();
  expect([...writer.problems, ...other.problems]).toEqual([]);
});

test('servers are told also by whoever sequences without being one of them', async () => {
  const other = await openTold('other');
  const artifactId = newId();
  const stream = await other.history.hub.subscribe({ keys: [`artifact:${artifactId}`] });
  await database.db.transaction((tx) => append(tx, entryFor(artifactId)));
  await sequenceHistory(database.sql);
  expect((await stream.next()).value?.entry.artifactId).toBe(artifactId);
  await stream.return();
});

test('the log goes on where PostgreSQL has no room left for what is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-queue-'));
  await chmod(folder, 0o755);
  // The least it can be: 64 pages of 8 KB.
  const settings = { fsync: 'off', max_notify_queue_pages: '64' };
  const cluster = await startEmbedded(folder, { settings });
  const owner = postgres(cluster.ownerUrl, { max: 2, onnotice: () => {} });
  onTestFinished(async () => {
    await owner.end({ timeout: 1 });
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(cluster.ownerUrl);
  const small = await openDatabase({ url: cluster.url });
  // A listener in a long transaction keeps everything in the queue.
  const idle = await owner.reserve();
  await idle`listen elsewhere`;
  await idle`begin`;
  await idle`select 1`;
  const tell = (times: number) =>
    owner`select pg_notify('elsewhere', repeat('x', 7000) || n) from generate_series(1, ${times}) n`;
  const fill = async () => {
    for (let n = 0; n < 100; n++) await tell(1);
  };
  await expect(fill()).rejects.toThrow(/too many notifications/);

  await small.db.transaction((tx) => append(tx, entryFor(newId())));
  expect(await sequenceHistory(small.sql)).toEqual({ head: 1n, sequenced: 1 });
  await idle`rollback`;
  idle.release();
  await small.close();
});
