import { inspect } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import {
  configuredKeys,
  type DataKey,
  destroyDataKey,
  KeyDestroyed,
  type KeyEncryption,
  Unreadable,
} from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Server, spring, startServer } from './server.ts';

describe('data keys', () => {
  let database: TestDatabase;
  const servers: Server[] = [];
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.database.close()));
    await database.drop();
  });

  async function start(
    ...options: Parameters<typeof startServer> extends [string, ...infer R] ? R : never
  ) {
    const server = await startServer(database.url, ...options);
    servers.push(server);
    return server;
  }

  function makeKeys({ database: { db }, vault }: Server, count: number): Promise<DataKey[]> {
    return db.transaction(async (tx) => {
      const made: DataKey[] = [];
      for (let n = 0; n < count; n++) made.push(await vault.createDataKey(tx));
      return made;
    });
  }

  async function makeKey(server: Server): Promise<DataKey> {
    const [key] = await makeKeys(server, 1);
    return key ?? expect.unreachable();
  }

  test('are the same on every server', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const made = await makeKey(one);
    const read = await other.vault.dataKey(other.database.db, made.id.toUpperCase());
    expect(read.id).toBe(made.id);
    expect(read.key.equals(made.key)).toBe(true);
  });

  test('come in any number with one statement, and then with none', async () => {
    const [maker, reader] = await Promise.all([start(), start()]);
    const made = await makeKeys(maker, 300);
    const ids = made.map(({ id }) => id);
    const before = reader.reads();
    const read = await reader.vault.dataKeys(reader.database.db, [...ids, ...ids]);
    expect(reader.reads() - before).toBe(1);
    expect(read.size).toBe(300);
    for (const { id, key } of made) expect(read.get(id)?.key.equals(key)).toBe(true);
    await reader.vault.dataKeys(reader.database.db, ids);
    expect(reader.reads() - before).toBe(1);
  });

  test('that do not exist are missing from many and refused as one', async () => {
    const server = await start();
    const { id } = await makeKey(server);
    const unknown = newId();
    const read = await server.vault.dataKeys(server.database.db, [id, unknown, "x'}--", '']);
    expect([...read.keys()]).toEqual([id]);
    for (const wrong of [unknown, "x'}--", '']) {
      await expect(server.vault.dataKey(server.database.db, wrong)).rejects.toThrow(Unreadable);
    }
  });

  test('of a rolled-back transaction are not left behind', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    let made: DataKey | undefined;
    const rolledBack = one.database.db.transaction(async (tx) => {
      made = await one.vault.createDataKey(tx);
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const read = other.vault.dataKey(other.database.db, made?.id ?? '');
    await expect(read).rejects.toThrow(Unreadable);
  });

  test('leave memory when others were used more lately', async () => {
    const maker = await start();
    const reader = await start(configuredKeys([spring]), { cachedDataKeys: 2 });
    const [a, b, c] = (await makeKeys(maker, 3)).map(({ id }) => id) as [string, string, string];
    const isCached = async (id: string) => {
      const before = reader.reads();
      await reader.vault.dataKey(reader.database.db, id);
      return reader.reads() === before;
    };
    expect([await isCached(a), await isCached(b)]).toEqual([false, false]);
    expect(await isCached(a)).toBe(true);
    expect(await isCached(c)).toBe(false);
    expect([await isCached(a), await isCached(b)]).toEqual([true, false]);
  });

  test('are gone for good when destroyed, on every server that forgets them', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const [gone, stays] = (await makeKeys(one, 2)) as [DataKey, DataKey];
    await other.vault.dataKey(other.database.db, gone.id);
    const destroy = () => one.database.db.transaction((tx) => destroyDataKey(tx, gone.id));
    expect([await destroy(), await destroy()]).toEqual([true, false]);
    for (const {
      vault,
      database: { db },
    } of [one, other]) {
      vault.forget(gone.id.toUpperCase());
      await expect(vault.dataKey(db, gone.id)).rejects.toThrow(KeyDestroyed);
      expect([...(await vault.dataKeys(db, [gone.id, stays.id])).keys()]).toEqual([stays.id]);
    }
    const [row] = await database.owner`select * from data_key where id = ${gone.id}`;
    expect(row).toMatchObject({ wrapped: null, destroyed_at: expect.any(Date) });
  });

  test('that are read while they are forgotten do not stay in memory', async () => {
    const maker = await start();
    const { id } = await makeKey(maker);
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const keks = configuredKeys([spring]);
    const slow: KeyEncryption = {
      ...keks,
      async unwrap(place, wrapped) {
        if (place.endsWith(id)) {
          reached.resolve();
          await gate.promise;
        }
        return keks.unwrap(place, wrapped);
      },
    };
    const {
      vault,
      database: { db },
    } = await start(slow);
    const reading = vault.dataKey(db, id);
    await reached.promise;
    await db.transaction((tx) => destroyDataKey(tx, id));
    vault.forget(id);
    gate.resolve();
    await reading;
    await expect(vault.dataKey(db, id)).rejects.toThrow(KeyDestroyed);
  });

  test('are refused when the bytes of two rows were swapped', async () => {
    const [maker, reader] = await Promise.all([start(), start()]);
    const [a, b] = (await makeKeys(maker, 2)).map(({ id }) => id) as [string, string];
    await database.owner`
      update data_key k set wrapped = other.wrapped from data_key other
      where k.id in (${a}, ${b}) and other.id in (${a}, ${b}) and k.id <> other.id`;
    const { db } = reader.database;
    await expect(reader.vault.dataKey(db, a)).rejects.toThrow(Unreadable);
    await expect(reader.vault.dataKeys(db, [b])).rejects.toThrow(Unreadable);
  });

  test('cannot be deleted by the application', async () => {
    const { database: pool } = await start();
    await expect(pool.sql`delete from data_key`).rejects.toMatchObject({ code: '42501' });
    await expect(pool.sql`delete from system_key`).rejects.toMatchObject({ code: '42501' });
    await expect(pool.sql`truncate data_key`).rejects.toMatchObject({ code: '42501' });
  });

  test('do not appear in the error when the database refuses them', async () => {
    const keks = configuredKeys([spring]);
    const plains: Buffer[] = [];
    const watched: KeyEncryption = {
      ...keks,
      wrap(place, plain) {
        plains.push(Buffer.from(plain));
        return keks.wrap(place, plain);
      },
    };
    const {
      vault,
      database: { db },
    } = await start(watched);
    const refused = db.transaction(async (tx) => {
      await tx.execute(sql`set transaction read only`);
      await vault.createDataKey(tx);
    });
    const error = await refused.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    const shown = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
    const plain = plains.at(-1) ?? expect.unreachable();
    expect(plain).toHaveLength(32);
    for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
      expect(shown).not.toContain(plain.toString(encoding).slice(0, 16));
    }
    expect(shown).not.toContain(inspect(plain).slice(8, 40));
  });
});
