import type { Platform } from '../platform.ts';
import { insertDeliveries, isDueWithin, listDueDeliveries } from './delivery-store.ts';
import { longestRest } from './endpoint.ts';
import { actionsFor } from './event.ts';
import { nextEvents } from './event-store.ts';
import { type Held, lockHeld, moveCursor } from './hold-store.ts';
import { render } from './render.ts';
import type { Delivery } from './table.ts';

/** Deliveries taken ahead of those in flight, so that a backlog needs few statements an event. */
const ahead = 4;

/**
 * What an endpoint is to be sent next: what is due again, then what is new in the log, in the order of
 * positions. New deliveries and the cursor behind them are written in one transaction, so that each
 * event is taken exactly once whoever dies when.
 *
 * While the circuit is open there is one probe: what waits longest, or one new event when nothing that
 * waits comes up soon. So an endpoint that is down for a day leaves its events in the log and not in
 * this table, and one that comes back is found, however far its retries have moved apart.
 *
 * @param taken deliveries that are in flight already, or about to be
 */
export async function takeNext(
  platform: Pick<Platform, 'database' | 'vault'>,
  endpoint: Held,
  taken: readonly string[],
  stopping: AbortSignal,
): Promise<Delivery[]> {
  const { db } = platform.database;
  const probing = endpoint.circuitOpenedAt !== null;
  const most = probing ? 1 : endpoint.maxInFlight * (endpoint.failuresInRow > 0 ? 1 : ahead);
  const due = await listDueDeliveries(db, endpoint.id, most, taken);
  if (due.length === most) return due;
  if (probing && (await isDueWithin(db, endpoint.id, longestRest))) return [];
  return [...due, ...(await takeNew(platform, endpoint, most - due.length, stopping))];
}

async function takeNew(
  platform: Pick<Platform, 'database' | 'vault'>,
  { id, fiduciaryId, holder, cursor: start }: Held,
  limit: number,
  stopping: AbortSignal,
): Promise<Delivery[]> {
  for (let cursor = start; !stopping.aborted; ) {
    const found = await platform.database.db.transaction(async (tx) => {
      const endpoint = await lockHeld(tx, { id, holder, cursor });
      if (!endpoint) return;
      const actions = actionsFor(endpoint.events);
      const { entries, through, more } = await nextEvents(tx, {
        fiduciaryId,
        actions,
        cursor,
        limit,
      });
      if (through === cursor) return;
      await moveCursor(tx, id, through);
      const rows = await render(platform, tx, endpoint, entries);
      return { through, more, taken: await insertDeliveries(tx, rows) };
    });
    if (!found?.more || found.taken.length > 0) return found?.taken ?? [];
    cursor = found.through;
  }
  return [];
}
