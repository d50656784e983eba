import { sql } from 'drizzle-orm';
import { readClock, type Tx } from '../database/index.ts';
import { append, type HistoryAction, type NewEntry, type Performer } from '../history/index.ts';
import { type Changes, updateEndpoint } from './endpoint-store.ts';
import { type Endpoint, endpointTable as endpoints } from './table.ts';

type Change = {
  action: Extract<HistoryAction, `${string}_WEBHOOK` | `${string}_WEBHOOK_SECRET`>;
  performedBy: Performer;
  facts?: NewEntry['facts'];
};

/** Writes a change of a locked endpoint's settings, with its entry in history. */
export async function reconfigure(
  tx: Tx,
  { id, status: previousStatus }: Endpoint,
  changes: Changes,
  change: Change,
): Promise<Endpoint> {
  const version = sql`${endpoints.version} + 1`;
  const endpoint = await updateEndpoint(tx, id, { ...changes, version });
  await recordChange(tx, endpoint, change, { previousStatus, newStatus: endpoint.status });
  return endpoint;
}

/**
 * Tells history what became of an endpoint, since it is where a person's data goes. Of its address
 * only the origin: the rest may hold a credential.
 */
export async function recordChange(
  tx: Tx,
  { id, fiduciaryId, url, version }: Endpoint,
  { action, performedBy, facts }: Change,
  statuses: Pick<NewEntry, 'previousStatus' | 'newStatus'>,
): Promise<void> {
  await append(tx, {
    action,
    fiduciaryId,
    sequence: version,
    ...statuses,
    performedBy,
    performedAt: await readClock(tx),
    facts: { endpointId: id, origin: new URL(url).origin, ...facts },
  });
}
