import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { consentNow } from '../database/index.ts';
import type { ArtifactStatus, RequestStatus } from './lifecycle.ts';
import { artifactTable as artifacts, requestTable as requests } from './table.ts';

const artifactLapsed = sql`${artifacts.status} in ('ACTIVE', 'PAUSED') and ${artifacts.validTill} <= ${consentNow}`;
const requestLapsed = sql`${requests.status} = 'INITIATED' and ${requests.expiresAt} <= ${consentNow}`;

/**
 * The status a consent has at this moment, whether or not the sweeper has been there: nobody ever
 * sees ACTIVE past `validTill`. The one expression for selects, filters and counts.
 */
export const artifactStatusNow: SQL<ArtifactStatus> = sql`case when ${artifactLapsed} then 'EXPIRED' else ${artifacts.status} end`;

/** The same for a request: nobody ever sees INITIATED past `expiresAt`. */
export const requestStatusNow: SQL<RequestStatus> = sql`case when ${requestLapsed} then 'EXPIRED' else ${requests.status} end`;

/** A consent as it is read: its row, with the effective status and the moment that came about. */
export const artifactNow = {
  ...getTableColumns(artifacts),
  status: artifactStatusNow.as('status'),
  statusChangedAt:
    sql<Date>`case when ${artifactLapsed} then ${artifacts.validTill} else ${artifacts.statusChangedAt} end`
      .mapWith(artifacts.statusChangedAt)
      .as('status_changed_at'),
};

/** A request as it is read: its row, with the effective status and the moment that came about. */
export const requestNow = {
  ...getTableColumns(requests),
  status: requestStatusNow.as('status'),
  decidedAt:
    sql<Date | null>`case when ${requestLapsed} then ${requests.expiresAt} else ${requests.decidedAt} end`
      .mapWith(requests.decidedAt)
      .as('decided_at'),
};
