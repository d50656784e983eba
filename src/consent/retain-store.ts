import { sql } from 'drizzle-orm';
import type { Tx } from '../database/index.ts';

/**
 * Deletes a batch of consents that ended longer ago than their fiduciary keeps records, with all that
 * they superseded: what a consent took the place of ended before it did. What their history disclosed
 * goes too.
 *
 * @returns how many consents went
 */
export async function deleteEndedConsents(tx: Tx, batch: number): Promise<number> {
  const gone = await tx.execute(sql`
    with recursive due (id, predecessor_id) as (
      (select a.id, a.predecessor_id from consent_artifact a
      join fiduciary f on f.id = a.fiduciary_id
      where a.successor_id is null
        and a.status not in ('ACTIVE', 'PAUSED')
        and a.status_changed_at <= consent_now() - make_interval(years => f.record_retention_years)
      limit ${batch})
      union all
      select a.id, a.predecessor_id from due join consent_artifact a on a.id = due.predecessor_id
    ), disclosed as (
      delete from entry_disclosure d using history h, due
      where h.artifact_id = due.id and d.entry_id = h.id
    ), purposes as (
      delete from consent_artifact_purpose p using due where p.artifact_id = due.id
    )
    delete from consent_artifact a using due where a.id = due.id returning a.id`);
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
      select r.id from consent_request r
      join fiduciary f on f.id = r.fiduciary_id
      where r.status <> 'INITIATED'
        and r.decided_at <= consent_now() - make_interval(years => f.record_retention_years)
        and not exists (select from consent_artifact a where a.request_id = r.id)
      limit ${batch}
    ), disclosed as (
      delete from entry_disclosure d using history h, due
      where h.request_id = due.id and d.entry_id = h.id
    ), purposes as (
      delete from consent_request_purpose p using due where p.request_id = due.id
    )
    delete from consent_request r using due where r.id = due.id returning r.id`);
  return gone.length;
}
