import { createSecretKey, randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import {
  consentNow,
  type Given,
  isOneOf,
  isUuid,
  newId,
  type Reader,
  statement,
  type Tx,
} from '../database/index.ts';
import type { KeyEncryption } from './kek.ts';
import type { DataKey } from './seal.ts';
import { dataKey as table } from './table.ts';
import { KeyDestroyed, Unreadable } from './unreadable.ts';

/** The keys of data principals: made once, read often, destroyed by an erasure. */
export interface DataKeys {
  create(tx: Tx): Promise<DataKey>;
  one(reader: Reader, id: string): Promise<DataKey>;
  many(reader: Reader, ids: readonly string[]): Promise<Map<string, DataKey>>;
  forget(id: string): void;
}

/** Data keys wrapped by `keks`, of which the `capacity` used last stay unwrapped in memory. */
export function dataKeysOf(keks: KeyEncryption, capacity: number): DataKeys {
  /** Least recently used first: a Map keeps the order of insertion. */
  const cache = new Map<string, DataKey>();
  /** Rises with every `forget`, so that a read under way at that moment leaves nothing behind. */
  let forgotten = 0;

  function remember(key: DataKey): void {
    cache.delete(key.id);
    cache.set(key.id, key);
    if (cache.size <= capacity) return;
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }

  async function create(tx: Tx): Promise<DataKey> {
    const id = newId();
    const plain = randomBytes(32);
    const wrapped = await keks.wrap(placeOf(id), plain);
    await tx.insert(table).values({ id, ...wrapped, createdAt: consentNow });
    const key = toDataKey(id, plain);
    remember(key);
    return key;
  }

  async function load(reader: Reader, ids: string[]): Promise<Map<string, DataKey | null>> {
    const before = forgotten;
    const rows = await wrappedKeys(reader, { ids });
    const loaded = await Promise.all(
      rows.map(async ({ id, wrapped, kekId }): Promise<[string, DataKey | null]> => {
        if (!wrapped) return [id, null];
        return [id, toDataKey(id, await keks.unwrap(placeOf(id), { kekId, wrapped }))];
      }),
    );
    for (const [, key] of loaded) if (key && forgotten === before) remember(key);
    return new Map(loaded);
  }

  async function many(reader: Reader, ids: readonly string[]): Promise<Map<string, DataKey>> {
    const found = new Map<string, DataKey>();
    const missing = new Set<string>();
    for (const id of ids.map((id) => id.toLowerCase())) {
      const key = cache.get(id);
      if (!key) {
        if (isUuid(id)) missing.add(id);
        continue;
      }
      remember(key);
      found.set(id, key);
    }
    if (missing.size === 0) return found;
    for (const [id, key] of await load(reader, [...missing])) if (key) found.set(id, key);
    return found;
  }

  async function one(reader: Reader, id: string): Promise<DataKey> {
    const cached = cache.get(id);
    if (cached) {
      remember(cached);
      return cached;
    }
    const loaded = isUuid(id) ? (await load(reader, [id])).get(id.toLowerCase()) : undefined;
    if (loaded === undefined) throw new Unreadable(placeOf(id), 'there is no such key');
    if (loaded === null) throw new KeyDestroyed(id);
    return loaded;
  }

  function forget(id: string): void {
    forgotten++;
    cache.delete(id.toLowerCase());
  }

  return { create, one, many, forget };
}

const wrappedKeys = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on
    .select({ id: table.id, wrapped: table.wrapped, kekId: table.kekId })
    .from(table)
    .where(isOneOf(table.id, ids)),
);

/**
 * Destroys a data key: its row stays, its bytes go, and whatever it sealed is gone for good.
 * After the commit, every server must `forget` it. Doing it twice changes nothing.
 *
 * Until a VACUUM, and in backups, the wrapped bytes outlive their row version; re-wrapping the other
 * keys and destroying the old key-encryption key makes an end of those, too.
 *
 * @returns whether the key existed and was still whole.
 */
export async function destroyDataKey(tx: Tx, id: string): Promise<boolean> {
  const destroyed = await tx
    .update(table)
    .set({ wrapped: null, destroyedAt: consentNow })
    .where(and(eq(table.id, id), isNull(table.destroyedAt)))
    .returning({ id: table.id });
  return destroyed.length > 0;
}

/** What a wrapping is bound to, so that the bytes of two rows cannot be swapped. */
export function placeOf(id: string): string {
  return `data_key.wrapped:${id}`;
}

function toDataKey(id: string, plain: Buffer): DataKey {
  const key = createSecretKey(plain);
  plain.fill(0);
  return { id, key };
}
