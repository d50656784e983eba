import type { Database } from '../database/index.ts';
import { placeOf as dataKeyPlace } from './data-key.ts';
import type { KeyEncryption, Wrapped } from './kek.ts';
import { placeOf as systemKeyPlace } from './system-key.ts';
import { Unreadable } from './unreadable.ts';

export interface RewrapOptions {
  /** Keys a statement; 500 unless said. */
  batchSize?: number;
  /** Told after every batch how many keys are done, of how many that there were at the start. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

export interface RewrapResult {
  /** Keys that are now under the current key-encryption key and were not before. */
  rewrapped: number;
  /** The rows that could not be opened, which stay as they were: `'data_key.wrapped:<id>'`. */
  unreadable: string[];
}

interface KeyRow {
  id: string;
  kek_id: string;
  wrapped: Buffer;
  use: string;
  retired_at: Date | null;
}

interface Rewrapped extends Wrapped {
  id: string;
  was: Buffer;
}

const places = {
  data_key: ({ id }: KeyRow) => dataKeyPlace(id),
  system_key: ({ id, use, retired_at }: KeyRow) =>
    systemKeyPlace({ id, use, retiredAt: retired_at }),
};
const lowestId = '00000000-0000-0000-0000-000000000000';

/**
 * Puts every key in the database under the current key-encryption key, while servers run. They
 * must all have that key configured, as current, before: afterwards the older ones can go, once a
 * second run finds nothing left to do.
 *
 * No lock is held while a key is re-wrapped. A key that is destroyed, retired or re-wrapped by
 * someone else at that moment stays as they left it.
 */
export async function rewrapKeys(
  database: Database,
  keks: KeyEncryption,
  { batchSize = 500, onProgress = () => {} }: RewrapOptions = {},
): Promise<RewrapResult> {
  const total =
    (await countOld(database, keks, 'data_key')) + (await countOld(database, keks, 'system_key'));
  const unreadable: string[] = [];
  let rewrapped = 0;
  for (const table of ['system_key', 'data_key'] as const) {
    let after = lowestId;
    for (;;) {
      const rows = await readOld(database, keks, table, after, batchSize);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
      const batch = await Promise.all(
        rows.map((row) => rewrap(keks, places[table](row), row, unreadable)),
      );
      rewrapped += await replace(
        database,
        table,
        batch.filter((row) => row !== undefined),
      );
      onProgress({ done: rewrapped, total });
    }
  }
  return { rewrapped, unreadable };
}

async function countOld({ sql }: Database, keks: KeyEncryption, table: keyof typeof places) {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from ${sql(table)}
    where kek_id <> ${keks.currentId} and wrapped is not null`;
  return row?.count ?? 0;
}

function readOld(
  { sql }: Database,
  keks: KeyEncryption,
  table: keyof typeof places,
  after: string,
  limit: number,
): Promise<KeyRow[]> {
  return sql<KeyRow[]>`
    select * from ${sql(table)}
    where kek_id <> ${keks.currentId} and wrapped is not null and id > ${after}
    order by id limit ${limit}`;
}

async function rewrap(
  keks: KeyEncryption,
  place: string,
  row: KeyRow,
  unreadable: string[],
): Promise<Rewrapped | undefined> {
  try {
    const plain = await keks.unwrap(place, { kekId: row.kek_id, wrapped: row.wrapped });
    const made = await keks.wrap(place, plain);
    plain.fill(0);
    return { id: row.id, was: row.wrapped, ...made };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    unreadable.push(place);
    return undefined;
  }
}

/** Compare and set: a row that changed since it was read is left alone. Returns how many were set. */
async function replace(
  { sql }: Database,
  table: keyof typeof places,
  batch: Rewrapped[],
): Promise<number> {
  const rows = batch.map(({ id, was, wrapped, kekId }) => ({
    id,
    was: was.toString('hex'),
    wrapped: wrapped.toString('hex'),
    kek_id: kekId,
  }));
  const { count } = await sql`
    update ${sql(table)} as old
    set wrapped = decode(new.wrapped, 'hex'), kek_id = new.kek_id
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as new (id uuid, was text, wrapped text, kek_id text)
    where old.id = new.id and old.wrapped = decode(new.was, 'hex')`;
  return count;
}
