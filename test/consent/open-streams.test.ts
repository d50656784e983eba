import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../../src/auth/index.ts';
import { OpenStreams } from '../../src/consent/open-streams.ts';
import { newId } from '../../src/database/index.ts';
import { append, type History, openHistory, type Subscription } from '../../src/history/index.ts';
import type { Vault } from '../../src/vault/index.ts';
import { entryFor, openTestVault } from '../history/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let vault: Vault;
let history: History;
let streams: OpenStreams;

beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
});
beforeEach(async () => {
  const replay = { events: 50, days: 30 };
  history = await openHistory({ database, vault, log: console, bufferedEvents: 5, replay });
  streams = OpenStreams.of({
    isOne: ({ action }) => action === 'WITHDRAW',
    whose: async (_, { artifactId }) => (artifactId ? [artifactId] : null),
  })({ platform: { history } } as Context);
});
afterEach(() => history.close());
afterAll(() => database.drop());

/** What changes the sight of whoever's stream is kept under a key, and is heard of. */
async function change(key: string): Promise<void> {
  const before = history.delivered;
  await database.db.transaction((tx) => append(tx, entryFor(key)));
  history.wake();
  await expect.poll(() => history.delivered, { interval: 2 }).toBe(before + 1n);
}

/** Opens a stream that counts how often it was checked, with something happening meanwhile. */
async function open(key: string, meanwhile?: () => Promise<void>) {
  let checks = 0;
  let wasThere = true;
  const stream = await streams.open({
    keys: [key],
    since: streams.changes,
    async subscribe(onEnd) {
      await meanwhile?.();
      return history.hub.subscribe({ keys: [`artifact:${newId()}`], onEnd });
    },
    async check(checked: Subscription) {
      checks += 1;
      wasThere &&= checked !== undefined;
    },
  });
  return { stream, checks: () => checks, wasThere: () => wasThere };
}

test('a stream is not checked when nothing happens while it opens', async () => {
  const { checks } = await open(newId());
  expect(checks()).toBe(0);
});

test('a change heard of while it opens is not passed over, whosoever it is', async () => {
  const key = newId();
  const own = await open(key, () => change(key));
  expect([own.checks(), own.wasThere()]).toEqual([1, true]);
  const other = await open(key, () => change(newId()));
  expect([other.checks(), other.wasThere()]).toEqual([1, true]);
});

test('a change heard of between the reading and the opening is not passed over either', async () => {
  const since = streams.changes;
  const key = newId();
  await change(key);
  let checks = 0;
  await streams.open({
    keys: [key],
    since,
    subscribe: (onEnd) => history.hub.subscribe({ keys: [`artifact:${key}`], onEnd }),
    check: async () => {
      checks += 1;
    },
  });
  expect(checks).toBe(1);
});

test('a later change checks the streams it concerns, before later events, until they end', async () => {
  const key = newId();
  const [one, another, unconcerned] = [await open(key), await open(key), await open(newId())];
  await change(key);
  expect([one, another, unconcerned].map(({ checks }) => checks())).toEqual([1, 1, 0]);
  one.stream.end();
  await change(key);
  expect([one, another, unconcerned].map(({ checks }) => checks())).toEqual([1, 2, 0]);
});

test('a stream that could not be opened is forgotten', async () => {
  const key = newId();
  let checks = 0;
  const opening = streams.open({
    keys: [key],
    since: streams.changes,
    subscribe: () => Promise.reject(new Error('no stream')),
    check: async () => {
      checks += 1;
    },
  });
  await expect(opening).rejects.toThrow('no stream');
  await change(key);
  expect(checks).toBe(0);
});

test('a stream whose check fails while it opens is ended', async () => {
  const key = newId();
  let ended = 0;
  const opening = streams.open({
    keys: [key],
    since: -1,
    subscribe: (onEnd) =>
      history.hub.subscribe({
        keys: [`artifact:${key}`],
        onEnd() {
          ended += 1;
          onEnd();
        },
      }),
    check: () => Promise.reject(new Error('no sight')),
  });
  await expect(opening).rejects.toThrow('no sight');
  expect(ended).toBe(1);
});
