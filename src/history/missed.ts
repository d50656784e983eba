import { and, asc, eq, gt, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../database/index.ts';
import type { SubjectKey } from './event.ts';
import type { Positioned } from './log.ts';
import { entryOf } from './row.ts';
import { historyTable as history, logTable as log } from './table.ts';

/** One page of what subscribers to some keys missed, in order. */
export interface Missed {
  events: Positioned[];
  /** Everything up to this position has been read. */
  through: bigint;
}

/**
 * Reads a page of the positions (after, to] under any of the keys.
 *
 * Few entries belong to one person, request or consent: all of them are found by their own indexes.
 * A fiduciary may have most of the log: there a stretch of the log is read, so that a long replay
 * looks at every entry once.
 */
export async function readMissed(
  db: Db,
  keys: readonly SubjectKey[],
  after: bigint,
  to: bigint,
): Promise<Missed> {
  if (after >= to || keys.length === 0) return { events: [], through: to };
  const wide = keys.some((key) => key.startsWith('fiduciary:') || key.startsWith('practitioner:'));
  return wide ? readStretch(db, keys, after, to) : readPage(db, keys, after, to);
}

async function readPage(
  db: Db,
  keys: readonly SubjectKey[],
  after: bigint,
  to: bigint,
): Promise<Missed> {
  const rows = await db
    .select({ position: log.position, entry: history })
    .from(history)
    .innerJoin(log, eq(log.historyId, history.id))
    .where(and(under(keys), gt(log.position, after), lte(log.position, to)))
    // A sum, so that PostgreSQL does not walk the log in order in the hope to fill the page early.
    .orderBy(sql`${log.position} + 0`)
    .limit(pageSize);
  const last = rows.length === pageSize ? rows.at(-1) : undefined;
  return { events: rows.map(positioned), through: last?.position ?? to };
}

async function readStretch(
  db: Db,
  keys: readonly SubjectKey[],
  after: bigint,
  to: bigint,
): Promise<Missed> {
  const through = to - after > stretch ? after + stretch : to;
  // The order and the limit change no row; they keep PostgreSQL from starting at the fiduciary's whole
  // history, or at the beginning of the log.
  const found = db
    .select({ position: log.position, historyId: log.historyId })
    .from(log)
    .where(and(gt(log.position, after), lte(log.position, through)))
    .orderBy(asc(log.position))
    .limit(Number(stretch))
    .as('found');
  const rows = await db
    .select({ position: found.position, entry: history })
    .from(found)
    .innerJoin(history, eq(history.id, found.historyId))
    .where(under(keys))
    .orderBy(asc(found.position));
  return { events: rows.map(positioned), through };
}

const pageSize = 200;
const stretch = 1_000n;

const columns = {
  fiduciary: history.fiduciaryId,
  principal: history.principalId,
  practitioner: history.practitionerId,
  request: history.requestId,
  artifact: history.artifactId,
};

function under(keys: readonly SubjectKey[]): SQL | undefined {
  const kinds = Object.entries(columns).flatMap(([kind, column]) => {
    const ids = keys
      .filter((key) => key.startsWith(`${kind}:`))
      .map((key) => key.slice(kind.length + 1));
    return ids.length > 0 ? inArray(column, ids) : [];
  });
  return or(...kinds);
}

function positioned(row: { position: bigint; entry: typeof history.$inferSelect }): Positioned {
  return { position: row.position, entry: entryOf(row.entry) };
}
