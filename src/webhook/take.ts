import type { Platform } from '../platform.ts';
import { hasPending, insertDeliveries, listDueDeliveries } from './delivery-store.ts';
import { nextEvents } from './event-store.ts';
import { type Held, moveCursor } from './hold-store.ts';
import { render } from './render.ts';
import type { Delivery } from './table.ts';

/** Deliveries taken ahead of those in flight, so that a backlog needs few statements an event. */
const ahead = 4;

/**
 * What an endpoint is to be sent next: what is due again, then what is new in the log, in the order of
 * positions. New deliveries and the cursor behind them are written in one transaction, so that each
 * event is taken exactly once whoever dies when.
 *
 * While the circuit is open there is one probe: what waits longest, or else one new event. So an
 * endpoint that is down for a day leaves its events in the log and not in this table.
 *
 * @param taken deliveries that are in flight already, or about to be
 */
export async function takeNext(
  platform: Platform,
  endpoint: Held,
  taken: readonly string[],
): Promise<Delivery[]> {
  const { db } = platform.database;
  const probing = endpoint.circuitOpenedAt !== null;
  const most = probing ? 1 : endpoint.maxInFlight * (endpoint.failuresInRow > 0 ? 1 : ahead);
  const due = await listDueDeliveries(db, endpoint.id, most, taken);
  if (due.length === most || (probing && (await hasPending(db, endpoint.id)))) return due;
  return [...due, ...(await takeNew(platform, endpoint, most - due.length))];
}

async function takeNew(platform: Platform, endpoint: Held, limit: number): Promise<Delivery[]> {
  const { id, fiduciaryId, holder } = endpoint;
  for (let cursor = endpoint.cursor; ; ) {
    const found = await platform.database.db.transaction(async (tx) => {
      const { entries, through } = await nextEvents(tx, fiduciaryId, cursor, limit);
      if (through === cursor || !(await moveCursor(tx, { id, holder, cursor }, through))) return;
      const rows = await render(platform, tx, endpoint, entries);
      return { through, seen: entries.length, taken: await insertDeliveries(tx, rows) };
    });
    if (!found || found.taken.length > 0 || found.seen === 0) return found?.taken ?? [];
    // All that was found is of kinds that the endpoint did not ask for.
    cursor = found.through;
  }
}
