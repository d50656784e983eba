import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  configuredKeys,
  type DataKey,
  destroyDataKey,
  KeyDestroyed,
  type KeyEncryption,
  openVault,
  rewrapKeys,
  signJws,
  verifyJws,
} from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { autumn, spring } from './server.ts';

const typ = 'test+jws';

const before = configuredKeys([spring]);
const both = configuredKeys([autumn, spring]);
const after = configuredKeys([autumn]);

describe('re-wrapping', () => {
  let database: TestDatabase;
  let made: DataKey[];
  beforeEach(async () => {
    database = await createDatabase();
    const vault = await openVault(database, before);
    made = await database.db.transaction(async (tx) => {
      const keys: DataKey[] = [];
      for (let n = 0; n < 120; n++) keys.push(await vault.createDataKey(tx));
      return keys;
    });
  });
  afterEach(() => database.drop());

  test('moves every key to the current key-encryption key and changes none', async () => {
    const old = await openVault(database, before);
    const signed = await signJws(old, 'token', 'kept', { typ });
    await old.rotateSigningKey('token');
    const progress: { done: number; total: number }[] = [];
    const result = await rewrapKeys(database, both, {
      batchSize: 50,
      onProgress: (step) => progress.push(step),
    });
    expect(result).toEqual({ rewrapped: 120 + 8, unreadable: [] });
    expect(progress.at(-1)).toEqual({ done: 128, total: 128 });
    expect(progress.map(({ done }) => done)).toEqual([8, 58, 108, 128]);
    const moved = await openVault(database, after);
    const read = await moved.dataKeys(
      database.db,
      made.map(({ id }) => id),
    );
    for (const { id, key } of made) expect(read.get(id)?.key.equals(key)).toBe(true);
    expect(moved.systemKey.key.equals(old.systemKey.key)).toBe(true);
    expect((await verifyJws(moved, 'token', signed, { typ })).payload).toBe('kept');
    expect(await rewrapKeys(database, both)).toEqual({ rewrapped: 0, unreadable: [] });
  });

  test('fails no read of a running server', async () => {
    const vault = await openVault(database, both, { cachedDataKeys: 1 });
    let running = true;
    let reads = 0;
    const reading = (async () => {
      while (running) {
        for (const { id, key } of made) {
          expect((await vault.dataKey(database.db, id)).key.equals(key)).toBe(true);
          reads++;
        }
      }
    })();
    await rewrapKeys(database, both, { batchSize: 5 });
    const seen = reads;
    await expect.poll(() => reads).toBeGreaterThan(seen);
    running = false;
    await reading;
  });

  test('leaves a key destroyed that is destroyed at that moment', async () => {
    const victim = made[7]?.id ?? expect.unreachable();
    const destroying: KeyEncryption = {
      ...both,
      async wrap(place, plain) {
        if (place.endsWith(victim)) {
          await database.db.transaction((tx) => destroyDataKey(tx, victim));
        }
        return both.wrap(place, plain);
      },
    };
    await rewrapKeys(database, destroying);
    const vault = await openVault(database, both);
    await expect(vault.dataKey(database.db, victim)).rejects.toThrow(KeyDestroyed);
  });

  test('twice at once does everything once', async () => {
    const runs = await Promise.all([
      rewrapKeys(database, both, { batchSize: 10 }),
      rewrapKeys(database, both, { batchSize: 10 }),
    ]);
    expect(runs.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(120 + 7);
  });

  test('names the keys that it cannot open, and does the others', async () => {
    const broken = made[3]?.id ?? expect.unreachable();
    await database.owner`
      update data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)
      where id = ${broken}`;
    const result = await rewrapKeys(database, both, { batchSize: 10 });
    expect(result.unreadable).toEqual([`data_key.wrapped:${broken}`]);
    const left = await database.owner`
      select id from data_key where kek_id <> ${both.currentId} and wrapped is not null`;
    expect(left.map(({ id }) => id)).toEqual([broken]);
  });
});
