import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { refuse } from '../../src/errors.ts';
import {
  append,
  type History,
  type HistoryEntry,
  type LogEvent,
  type NewEntry,
  openHistory,
  type Subscription,
} from '../../src/history/index.ts';
import { seal, type Vault } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor, openTestVault } from './support.ts';

let database: TestDatabase;
let vault: Vault;
let history: History;

beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
});
beforeEach(async () => {
  history = await open();
});
afterEach(async () => {
  await history.close();
  await database.clock.reset();
});
afterAll(() => database.drop());

function open(): Promise<History> {
  const replay = { events: 50, days: 30 };
  return openHistory({ database, vault, log: console, bufferedEvents: 5, replay });
}

/** Writes, and waits until this server has delivered. */
async function write(...entries: NewEntry[]): Promise<HistoryEntry[]> {
  const before = history.delivered;
  const written: HistoryEntry[] = [];
  for (const entry of entries) {
    written.push(await database.db.transaction((tx) => append(tx, entry)));
  }
  history.wake();
  await expect.poll(() => history.delivered, { interval: 2 }).toBe(before + BigInt(entries.length));
  return written;
}

function entries(artifactId: string, count: number): NewEntry[] {
  return Array.from({ length: count }, (_, i) => entryFor(artifactId, i + 1));
}

async function take(stream: Subscription, count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    seen.push(value.entry.sequence);
  }
  return seen;
}

const ended = { value: undefined, done: true };

test('a reader that stalls is ended and told how to go on; the others are unharmed', async () => {
  const id = newId();
  const stalled = await history.hub.subscribe({ keys: [`artifact:${id}`] });
  const other = await history.hub.subscribe({ keys: [`artifact:${id}`] });
  const cursor = history.headCursor();
  const reading = take(other, 6);
  await write(...entries(id, 6));

  await expect(stalled.next()).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringContaining('cursor of the last event'),
  });
  expect(await stalled.next()).toEqual(ended);
  expect(await reading).toEqual([1, 2, 3, 4, 5, 6]);
  const resumed = await history.hub.subscribe({ keys: [`artifact:${id}`], after: cursor });
  expect(await take(resumed, 6)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a reader may take its time while it replays more than is buffered', async () => {
  const id = newId();
  const after = history.headCursor();
  await write(...entries(id, 20));
  const stream = await history.hub.subscribe({ keys: [`artifact:${id}`], after });
  expect(await take(stream, 3)).toEqual([1, 2, 3]);
  await write(entryFor(id, 21));
  expect(await take(stream, 18)).toEqual(Array.from({ length: 18 }, (_, i) => i + 4));
});

test('acceptance is asked when an event leaves, so what became forbidden meanwhile stays in', async () => {
  const id = newId();
  let allowed = true;
  const stream = await history.hub.subscribe({ keys: [`artifact:${id}`], accepts: () => allowed });
  await write(...entries(id, 2));
  expect(await take(stream, 1)).toEqual([1]);
  allowed = false;
  const next = take(stream, 1);
  await write(entryFor(id, 3));
  allowed = true;
  await write(entryFor(id, 4));
  expect(await next).toEqual([4]);
});

test('an accepts that refuses ends the stream with its refusal', async () => {
  const id = newId();
  const stream = await history.hub.subscribe({
    keys: [`artifact:${id}`],
    accepts: () => {
      throw refuse('FORBIDDEN', 'Your access was revoked.');
    },
  });
  const next = expect(stream.next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await write(entryFor(id));
  await next;
  expect(await stream.next()).toEqual(ended);
});

test('an aborted signal ends a stream, with its reason when that is a refusal', async () => {
  const [quiet, loud] = [new AbortController(), new AbortController()];
  const keys = [`artifact:${newId()}`] as const;
  const quietly = await history.hub.subscribe({ keys, signal: quiet.signal });
  const loudly = await history.hub.subscribe({ keys, signal: loud.signal });
  const [first, second] = [quietly.next(), loudly.next()];
  quiet.abort();
  loud.abort(refuse('UNAUTHENTICATED', 'Your token has expired.'));
  expect(await first).toEqual(ended);
  await expect(second).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const late = await history.hub.subscribe({ keys, signal: quiet.signal });
  expect(await late.next()).toEqual(ended);
});

test('a running subscription can be given other keys, from the very event that a listener saw', async () => {
  const [old, gained] = [entryFor(newId()), entryFor(newId())];
  const stream = await history.hub.subscribe({ keys: [`principal:${old.principalId}`] });
  const off = history.hub.onEvent(({ entry }) => {
    if (entry.action === 'LINK') stream.setKeys([`principal:${gained.principalId}`]);
  });
  await write(
    { ...old, sequence: 1 },
    { ...gained, sequence: 2 },
    { ...entryFor(newId(), 3), action: 'LINK' },
    { ...gained, sequence: 4 },
    { ...old, sequence: 5 },
    { ...gained, sequence: 6 },
  );
  expect(await take(stream, 3)).toEqual([1, 4, 6]);
  off();
});

test('listeners see each event before its subscribers, and later events wait for them', async () => {
  const id = newId();
  const order: string[] = [];
  const slowly = Promise.withResolvers<void>();
  const off = history.hub.onEvent(async ({ entry }) => {
    await slowly.promise;
    order.push(`listener ${entry.sequence}`);
  });
  const stream = await history.hub.subscribe({ keys: [`artifact:${id}`] });
  const reading = (async () => {
    for (let i = 0; i < 2; i++) order.push(`subscriber ${(await take(stream, 1))[0]}`);
  })();
  const writing = write(...entries(id, 2));
  slowly.resolve();
  await Promise.all([writing, reading]);
  expect(order.filter((line) => line.startsWith('listener'))).toEqual(['listener 1', 'listener 2']);
  expect(order.indexOf('subscriber 1')).toBeGreaterThan(order.indexOf('listener 1'));
  expect(order.indexOf('subscriber 2')).toBeGreaterThan(order.indexOf('listener 2'));
  off();
});

test('an event whose listener fails is tried again, and nothing is delivered before it', async () => {
  await history.close();
  const problems: unknown[] = [];
  const log = { warn: (problem: unknown) => problems.push(problem) };
  history = await openHistory({ database, vault, log, pollInterval: 20 });
  const id = newId();
  let failures = 2;
  const off = history.hub.onEvent(() => {
    if (failures-- > 0) throw new Error('the authority could not be read');
  });
  const stream = await history.hub.subscribe({ keys: [`artifact:${id}`] });
  await write(...entries(id, 3));
  expect(await take(stream, 3)).toEqual([1, 2, 3]);
  expect(problems).toHaveLength(2);
  off();
});

test('closing ends every stream as something to try again', async () => {
  const id = newId();
  const after = history.headCursor();
  await write(...entries(id, 2));
  const live = await history.hub.subscribe({ keys: [`artifact:${id}`] });
  const replaying = await history.hub.subscribe({ keys: [`artifact:${id}`], after });
  const waiting = expect(live.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await history.close();
  await waiting;
  await expect(replaying.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(history.hub.subscribe({ keys: [] })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  history = await open();
});

test('a cursor tells nothing, and the same position never looks the same', async () => {
  expect(history.headCursor()).toMatch(/^[\w-]+$/);
  expect(history.headCursor()).not.toBe(history.headCursor());
});

test('what is no cursor, or was changed, or lies ahead, is refused by the name of the argument', async () => {
  const cursor = history.headCursor();
  const ahead = Buffer.alloc(9);
  ahead[0] = 1;
  ahead.writeBigUInt64BE(1_000_000n, 1);
  const flipped = Buffer.from(cursor, 'base64url');
  flipped[40] = (flipped[40] ?? 0) ^ 1;
  const wrong = [
    '',
    'x',
    '42',
    cursor.slice(0, -4),
    flipped.toString('base64url'),
    seal(vault.systemKey, 'elsewhere', ahead).toString('base64url'),
    seal(vault.systemKey, 'log.cursor', ahead).toString('base64url'),
  ];
  for (const after of wrong) {
    await expect(history.hub.subscribe({ keys: [], after })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', fields: [{ field: 'after' }] },
    });
  }
});

test('a cursor behind too many events, or events too old, has expired', async () => {
  const id = newId();
  const keys = [`artifact:${id}`] as const;
  const first = history.headCursor();
  await write(...entries(id, 50));
  expect(await take(await history.hub.subscribe({ keys, after: first }), 2)).toEqual([1, 2]);
  await write(entryFor(id, 51));
  await expect(history.hub.subscribe({ keys, after: first })).rejects.toMatchObject({
    code: 'CURSOR_EXPIRED',
  });

  const head = history.headCursor();
  await write(entryFor(id, 52));
  await database.clock.advance(31 * 86_400_000);
  await expect(history.hub.subscribe({ keys, after: head })).rejects.toMatchObject({
    code: 'CURSOR_EXPIRED',
  });
  const quiet = history.headCursor();
  await database.clock.advance(31 * 86_400_000);
  const stream = await history.hub.subscribe({ keys, after: quiet });
  await write(entryFor(id, 53));
  expect(await take(stream, 1)).toEqual([53]);
});

test('the cursor of an event goes on right after it', async () => {
  const id = newId();
  const keys = [`artifact:${id}`] as const;
  const stream = await history.hub.subscribe({ keys });
  await write(...entries(id, 3));
  const { value } = (await stream.next()) as IteratorYieldResult<LogEvent>;
  expect(value.entry.sequence).toBe(1);
  const resumed = await history.hub.subscribe({ keys, after: value.cursor });
  expect(await take(resumed, 2)).toEqual([2, 3]);
});
