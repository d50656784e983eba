import { sql } from 'drizzle-orm';
import { consentNow, type Tx } from '../database/index.ts';

/*
 * What is due is found by indexes on when it ended, fiduciary by fiduciary, and what goes with it by
 * lists of ids: PostgreSQL takes what is due for a large part of the tables, and would read them whole.
 */

/** Before then a data fiduciary `f` need not have kept it. */
const longEnough = sql`${consentNow} - make_interval(years => f.record_retention_years)`;

/**
 * Deletes a batch of consents that ended longer ago than their fiduciary keeps records, with all that
 * they superseded: what a consent took the place of ended before it did. What their history disclosed
 * goes too, and the records of what moved under them.
 *
 * @returns how many consents went
 */
export async function deleteEndedConsents(tx: Tx, batch: number): Promise<number> {
  const gone = await tx.execute(sql`
    with recursive due (id, predecessor_id) as (
      (select a.id, a.predecessor_id from fiduciary f cross join lateral (
        select id, predecessor_id from consent_artifact
        where fiduciary_id = f.id
          and successor_id is null
          and status not in ('ACTIVE', 'PAUSED')
          and status_changed_at <= ${longEnough}
        order by status_changed_at
        limit ${batch}
      ) a limit ${batch})
      union all
      select a.id, a.predecessor_id from due join consent_artifact a on a.id = due.predecessor_id
    ), disclosed as (
      delete from entry_disclosure where entry_id = any(array(
        select id from history where artifact_id = any(array(select id from due))))
    ), purposes as (
      delete from consent_artifact_purpose where artifact_id = any(array(select id from due))
    ), steps as (
      delete from exchange_step where exchange_id = any(array(
        select id from exchange where consent_id = any(array(select id from due))))
    ), moved as (
      delete from exchange where consent_id = any(array(select id from due))
    )
    delete from consent_artifact where id = any(array(select id from due)) returning id`);
  return gone.length;
}

/**
 * Deletes a batch of requests that were decided longer ago than their fiduciary keeps records, and of
 * which no consent is left, with what their history disclosed.
 *
 * @returns how many requests went
 */
export async function deleteEndedRequests(tx: Tx, batch: number): Promise<number> {
  const gone = await tx.execute(sql`
    with due as (
      select r.id from fiduciary f cross join lateral (
        select id from consent_request asked
        left join lateral (
          select true as is_left from consent_artifact where request_id = asked.id limit 1
        ) consent on true
        where fiduciary_id = f.id
          and status <> 'INITIATED'
          and decided_at <= ${longEnough}
          and is_left is null
        order by decided_at
        limit ${batch}
      ) r limit ${batch}
    ), disclosed as (
      delete from entry_disclosure where entry_id = any(array(
        select id from history where request_id = any(array(select id from due))))
    ), purposes as (
      delete from consent_request_purpose where request_id = any(array(select id from due))
    )
    delete from consent_request where id = any(array(select id from due)) returning id`);
  return gone.length;
}
