import type postgres from 'postgres';
import type { Database } from '../../src/database/index.ts';
import { append } from '../../src/history/index.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import { entryFor } from '../history/support.ts';

/** Writes so many entries of one consent and gives them positions. Returns their ids in order. */
export async function writeEntries(
  { db, sql }: Database,
  count: number,
  artifactId: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (let sequence = 1; sequence <= count; sequence++) {
    const entry = await db.transaction((tx) => append(tx, entryFor(artifactId, sequence)));
    ids.push(entry.id);
  }
  await sequenceHistory(sql);
  return ids;
}

/**
 * Gives the log leaves of no entry, so many at once that the tests need not wait for them: leaf n is
 * the SHA-256 of n in decimal.
 */
export async function writeLeaves(owner: postgres.Sql, count: number): Promise<void> {
  await owner`
    insert into log (position, history_id, seq, leaf)
    select head + n, gen_random_uuid(), -head - n, sha256((head + n - 1)::text::bytea)
    from generate_series(1, ${count}::bigint) as n,
      (select coalesce(max(position), 0) as head from log) as log_head`;
}
