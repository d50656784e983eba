import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { Db } from '../database/index.ts';
import { entryOf, type HistoryEntry } from '../history/index.ts';
import { historyTable as history, logTable as log } from '../history/table.ts';

/** One place of the log, with what it is about as far as that is still there. */
export interface LogPlace {
  position: number;
  entryId: string;
  /** The leaf hash that stands in the log. */
  leaf: Buffer;
  entry: HistoryEntry | null;
  /** Whether log and history agree on the order in which entries were written. */
  sameSeq: boolean;
}

/** Reads the log after a position up to another, in pages, gaps and all. */
export async function* readPlaces(db: Db, after: number, to: number): AsyncGenerator<LogPlace[]> {
  for (let last = after; last < to; ) {
    const rows = await db
      .select({ place: log, row: history })
      .from(log)
      .leftJoin(history, eq(history.id, log.historyId))
      .where(and(gt(log.position, BigInt(last)), lte(log.position, BigInt(to))))
      .orderBy(asc(log.position))
      .limit(pageSize);
    if (rows.length === 0) return;
    yield rows.map(({ place, row }) => ({
      position: Number(place.position),
      entryId: place.historyId,
      leaf: place.leaf,
      entry: row && entryOf(row),
      sameSeq: row === null || row.seq === place.seq,
    }));
    last = Number(rows.at(-1)?.place.position);
  }
}

const pageSize = 1_000;

/** How long the log is, by its rows and by what the sequencing remembers. */
export async function readLengths(db: Db): Promise<{ rows: number; sequenced: number }> {
  const [row] = await db.execute<{ rows: string; sequenced: string }>(sql`
    select (select coalesce(max(position), 0) from log) as rows,
      (select coalesce(max(position), 0) from log_state) as sequenced`);
  return { rows: Number(row?.rows), sequenced: Number(row?.sequenced) };
}

/** Entries that sequencing passed by, or that were put beside what it had passed; at most a hundred. */
export async function findUnlogged(db: Db): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select entry.id from history as entry
    left join log on log.history_id = entry.id
    cross join (select high, gaps from log_state order by position desc limit 1) as state
    where log.position is null and entry.seq <= state.high and entry.seq <> all (state.gaps)
    order by entry.seq limit 100`);
  return rows.map(({ id }) => id);
}

/**
 * Tells whether the history of a year is gone by retention: its partition is, and its time was over.
 * Nothing younger than seven years is ever dropped.
 */
export async function retentionOf(db: Db): Promise<(entryId: string) => boolean> {
  const rows = await db.execute<{ name: string | null; year: number }>(sql`
    select c.relname as name, extract(year from consent_now() at time zone 'UTC')::integer as year
    from (values (1)) as always
    left join pg_inherits i on i.inhparent = 'history'::regclass
    left join pg_class c on c.oid = i.inhrelid`);
  const partitions = new Set(rows.map(({ name }) => name));
  const thisYear = Number(rows[0]?.year);
  return (entryId) => {
    const year = new Date(
      Number.parseInt(entryId.replaceAll('-', '').slice(0, 12), 16),
    ).getUTCFullYear();
    return year < thisYear - 7 && !partitions.has(`history_${year}`);
  };
}
