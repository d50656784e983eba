import { and, asc, eq, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { consentNow, type Given, isOneOf, type Reader, statement } from '../database/index.ts';
import { historyTable as history, logTable as log } from '../history/table.ts';
import { toldActions } from './event.ts';
import { free } from './hold-store.ts';
import { endpointTable as endpoints } from './table.ts';

/** Which endpoints of some fiduciaries could begin at once with something new. */
export async function listReady(
  reader: Reader,
  fiduciaryIds: readonly string[],
): Promise<string[]> {
  const rows = await readyOf(reader, { fiduciaryIds });
  return rows.map(({ id }) => id);
}

const readyOf = statement((on, { fiduciaryIds }: Given<{ fiduciaryIds: readonly string[] }>) =>
  on
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(
      and(
        isOneOf(endpoints.fiduciaryId, fiduciaryIds),
        eq(endpoints.status, 'ENABLED'),
        or(isNull(endpoints.restUntil), lte(endpoints.restUntil, consentNow)),
        free,
      ),
    ),
);

/** Which endpoints are due: an attempt, the end of a rest, or the work of a holder that died. */
export async function listDue(reader: Reader): Promise<string[]> {
  const rows = await due(reader, {});
  return rows.map(({ id }) => id);
}

const due = statement((on) =>
  on
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(eq(endpoints.status, 'ENABLED'), lte(endpoints.dueAt, consentNow), free))
    .orderBy(asc(endpoints.dueAt))
    .limit(1000),
);

/**
 * Moves idle endpoints on over what is not for them, in one look at the log for all of them together.
 * Those that lag by more than `most` positions are left to look for themselves.
 */
export async function skipIdle(reader: Reader, head: bigint, most = 100_000n): Promise<void> {
  await reader.execute(sql`
    with idle as (
      select id, fiduciary_id, "cursor" from ${endpoints}
      where status = 'ENABLED' and holder is null
        and "cursor" < ${head} and "cursor" >= ${head - most}
    ), told as (
      select ${history.fiduciaryId} as fiduciary_id, max(${log.position}) as last
      from ${log} inner join ${history} on ${history.id} = ${log.historyId}
      where ${log.position} > (select min("cursor") from idle) and ${log.position} <= ${head}
        and ${inArray(history.action, toldActions)}
      group by 1
    )
    update ${endpoints} as endpoint set "cursor" = ${head}
    from idle
    where endpoint.id = idle.id and endpoint."cursor" = idle."cursor" and endpoint.holder is null
      and not exists (
        select from told where told.fiduciary_id = idle.fiduciary_id and told.last > idle."cursor"
      )`);
}

/**
 * Which endpoints have not looked at the log up to its end, and could: somebody may have died between
 * an event and the look for it. That something else is due there later says nothing of that.
 */
export async function listBehind(
  reader: Reader,
  head: bigint,
  after: string | null,
): Promise<string[]> {
  const rows = await reader
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(
      and(
        eq(endpoints.status, 'ENABLED'),
        free,
        lt(endpoints.cursor, head),
        or(isNull(endpoints.restUntil), lte(endpoints.restUntil, consentNow)),
        after === null ? undefined : gt(endpoints.id, after),
      ),
    )
    .orderBy(asc(endpoints.id))
    .limit(1000);
  return rows.map(({ id }) => id);
}
