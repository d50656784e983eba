import { asc, count, desc, eq, sql } from 'drizzle-orm';
import type { Reader } from '../database/index.ts';
import type { HistoryEntry } from './entry.ts';
import { entryOf } from './row.ts';
import { historyTable as history } from './table.ts';

/** What has a history of its own. A request's is its own and that of the consent it led to. */
export type Subject = 'artifact' | 'request' | 'principal';

/** A page of one subject's entries. */
export interface EntryPage {
  subjectId: string;
  /** The most entries to return. */
  limit: number;
  /** The id of the entry to go on from, in the direction of reading. */
  after?: string | null | undefined;
}

const columns = {
  artifact: history.artifactId,
  request: history.requestId,
  principal: history.principalId,
};

/**
 * Reads a page of each subject in one statement, whatever their number: the way for a DataLoader.
 * Entries come in the order in which the subject changed, oldest first unless turned around, and are
 * there from the commit on, position or not.
 *
 * @returns a list for each page asked for, in the order asked.
 */
export async function readEntries(
  reader: Reader,
  subject: Subject,
  pages: readonly EntryPage[],
  order: 'OLDEST_FIRST' | 'NEWEST_FIRST' = 'OLDEST_FIRST',
): Promise<HistoryEntry[][]> {
  if (pages.length === 0) return [];
  const column = sql.identifier(columns[subject].name);
  const [beyond, direction] = order === 'OLDEST_FIRST' ? ['>', 'asc'] : ['<', 'desc'];
  const found = sql`(
    select asked.page, entry.id, entry.seq
    from unnest(
      ${arrayOf(pages.map((page) => page.subjectId))}::uuid[],
      ${arrayOf(pages.map((page) => page.after ?? null))}::uuid[],
      ${arrayOf(pages.map((page) => page.limit))}::bigint[]
    ) with ordinality as asked (subject_id, after_id, size, page)
    left join ${history} as last on last.id = asked.after_id
    cross join lateral (
      select entry.id, entry.seq from ${history} as entry
      where entry.${column} = asked.subject_id
        and (asked.after_id is null or entry.seq ${sql.raw(beyond)} last.seq)
      order by entry.seq ${sql.raw(direction)}
      limit asked.size
    ) as entry
  ) as found`;
  const rows = await reader
    .select({ page: sql<number>`found.page`.mapWith(Number), entry: history })
    .from(found)
    .innerJoin(history, eq(history.id, sql`found.id`))
    .orderBy(order === 'OLDEST_FIRST' ? asc(history.seq) : desc(history.seq));
  const answers: HistoryEntry[][] = pages.map(() => []);
  for (const { page, entry } of rows) answers[page - 1]?.push(entryOf(entry));
  return answers;
}

/** How many entries each subject has, in one statement; a subject without any is missing. */
export async function countEntries(
  reader: Reader,
  subject: Subject,
  subjectIds: readonly string[],
): Promise<Map<string, number>> {
  if (subjectIds.length === 0) return new Map();
  const column = columns[subject];
  const rows = await reader
    .select({ id: column, entries: count() })
    .from(history)
    .where(sql`${column} = any(${arrayOf(subjectIds)}::uuid[])`)
    .groupBy(column);
  return new Map(rows.flatMap(({ id, entries }) => (id ? [[id, entries]] : [])));
}

/** Entries by their ids; unknown ones are missing. */
export async function readEntriesById(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, HistoryEntry>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .select()
    .from(history)
    .where(sql`${history.id} = any(${arrayOf(ids)}::uuid[])`);
  return new Map(rows.map((row) => [row.id, entryOf(row)]));
}

/** One literal for a whole list, so that the statement is the same, and prepared once, for any. */
function arrayOf(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}
