import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import {
  artifactTable as artifacts,
  type ConsentArtifact,
  type ConsentRequest,
  type RequestPurpose,
  requestPurposeTable as requestPurposes,
  requestTable as requests,
} from '../consent/table.ts';
import type { Reader } from '../database/index.ts';
import {
  type HistoryAction,
  type HistoryEntry,
  readEntriesById,
  readHead,
} from '../history/index.ts';
import { historyTable as history, logTable as log } from '../history/table.ts';
import { toldActions } from './event.ts';

/**
 * Positions looked at in one statement: few at first, since most have what is looked for nearby, then
 * more and more, so that a fiduciary that has few of them is passed over quickly.
 */
const [firstStretch, longestStretch] = [100n, 3_200n];
/** Positions looked at in one call, for which its caller holds a lock. */
const reach = 50_000n;

export interface NextEvents {
  entries: HistoryEntry[];
  /** Everything up to this position was looked at. */
  through: bigint;
  /** Whether the log may hold more. */
  more: boolean;
}

/** What the log holds for a fiduciary's webhooks after a position, in order, at most `limit`. */
export async function nextEvents(
  reader: Reader,
  asked: { fiduciaryId: string; actions: readonly HistoryAction[]; cursor: bigint; limit: number },
): Promise<NextEvents> {
  const { fiduciaryId, actions, cursor, limit } = asked;
  const head = await readHead(reader);
  const end = head - cursor > reach ? cursor + reach : head;
  for (let [from, stretch] = [cursor, firstStretch]; from < end; ) {
    const through = end - from > stretch ? from + stretch : end;
    // The order and the limit change no row; they keep PostgreSQL from starting at the fiduciary's whole
    // history, or at the beginning of the log.
    const found = reader
      .select({ position: log.position, historyId: log.historyId })
      .from(log)
      .where(and(gt(log.position, from), lte(log.position, through)))
      .orderBy(asc(log.position))
      .limit(Number(stretch))
      .as('found');
    const rows = await reader
      .select({ position: found.position, id: history.id })
      .from(found)
      .innerJoin(history, eq(history.id, found.historyId))
      .where(and(eq(history.fiduciaryId, fiduciaryId), inArray(history.action, [...actions])))
      .orderBy(asc(found.position))
      .limit(limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    if (rows.length > 0) {
      const entries = await readEntriesById(
        reader,
        rows.map(({ id }) => id),
      );
      return {
        entries: rows.flatMap(({ id }) => entries.get(id) ?? []),
        through: last?.position ?? through,
        more: true,
      };
    }
    from = through;
    if (stretch < longestStretch) stretch *= 2n;
  }
  return { entries: [], through: end > cursor ? end : cursor, more: end < head };
}

/** When the first event after each endpoint's cursor happened, if there is one. */
export async function oldestUntaken(
  reader: Reader,
  endpoints: readonly { id: string; fiduciaryId: string; cursor: bigint }[],
): Promise<Map<string, Date>> {
  if (endpoints.length === 0) return new Map();
  const rows = await reader.execute<{ id: string; since: Date }>(sql`
    select asked.id, first.since
    from json_to_recordset(${JSON.stringify(
      endpoints.map(({ id, fiduciaryId, cursor }) => ({
        id,
        fiduciary_id: fiduciaryId,
        cursor: String(cursor),
      })),
    )}::json) as asked (id uuid, fiduciary_id uuid, cursor bigint)
    cross join lateral (
      select ${history.performedAt} as since
      from ${log} inner join ${history} on ${history.id} = ${log.historyId}
      where ${log.position} > asked.cursor
        and ${history.fiduciaryId} = asked.fiduciary_id
        and ${inArray(history.action, toldActions)}
      order by ${log.position}
      limit 1
    ) as first`);
  return new Map(rows.map(({ id, since }) => [id, since]));
}

export function findConsents(reader: Reader, ids: readonly string[]): Promise<ConsentArtifact[]> {
  return reader
    .select()
    .from(artifacts)
    .where(inArray(artifacts.id, [...ids]));
}

export function findRequests(reader: Reader, ids: readonly string[]): Promise<ConsentRequest[]> {
  return reader
    .select()
    .from(requests)
    .where(inArray(requests.id, [...ids]));
}

/** What requests ask for, in the order they ask. */
export function findRequestPurposes(
  reader: Reader,
  requestIds: readonly string[],
): Promise<RequestPurpose[]> {
  return reader
    .select()
    .from(requestPurposes)
    .where(inArray(requestPurposes.requestId, [...requestIds]))
    .orderBy(asc(requestPurposes.ordinal));
}
