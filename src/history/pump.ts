import type { Database } from '../database/index.ts';
import { coalesced } from './coalesced.ts';
import type { Hub } from './hub.ts';
import { readLog } from './log.ts';
import { sequenceHistory, sequencingBatch } from './sequence.ts';

/** Keeps the log moving on this server: commits get positions, positions get delivered. */
export interface Pump {
  /** Something was committed here. */
  wake(): void;
  /** Finishes what is under way, and stops. */
  stop(): Promise<void>;
}

export interface PumpOptions {
  database: Database;
  hub: Hub;
  /** Milliseconds between two looks at the log, for when a notification was lost. */
  pollInterval: number;
  onProblem: (problem: string, error: unknown) => void;
}

const channel = 'consentgraph_log';
const page = 500;

/**
 * Starts sequencing and delivering. Three tasks, each at most once at a time, so that a server keeps
 * one sequencing call in flight however many commits ask for it:
 *
 *   wake, poll ──▶ sequence ──▶ deliver ──▶ hub
 *                      └──────▶ notify ──▶ the other servers' deliver
 *
 * The notification is a statement of its own: within a writing transaction it would serialise all
 * commits of the database. When one is lost, or this server's listener was cut off, the poll finds
 * what it was about. The poll also sequences what a server left behind that died after a commit.
 */
export async function startPump(options: PumpOptions): Promise<Pump> {
  const { database, hub, pollInterval, onProblem } = options;
  const { sql, db } = database;
  /** What this server knows the log to reach. */
  let head = hub.delivered;

  const sequence = coalesced(
    async () => {
      for (;;) {
        const call = await sequenceHistory(sql);
        head = call.head;
        if (head > hub.delivered) deliver.request();
        if (call.sequenced > 0) notify.request();
        if (call.sequenced < sequencingBatch) return;
      }
    },
    (error) => onProblem('entries could not be sequenced; trying again', error),
  );
  const deliver = coalesced(
    async () => {
      for (let length = page; length === page; ) {
        const entries = await readLog(db, hub.delivered, page);
        for (const entry of entries) await hub.publish(entry);
        length = entries.length;
      }
    },
    (error) => onProblem('events could not be delivered; trying again', error),
  );
  const notify = coalesced(
    async () => {
      await sql`select pg_notify(${channel}, ${String(head)})`;
    },
    (error) => onProblem('other servers could not be notified; they will find out', error),
  );

  // postgres.js listens on a connection of its own, and again whenever that was lost.
  const listener = await sql.listen(
    channel,
    (position) => {
      // What this server sequenced itself is on its way already. Anyone with a login may notify: the
      // number only spares a look, and need not be one.
      const isKnown = Number(position) <= head || Number(position) <= hub.delivered;
      if (!isKnown) deliver.request();
    },
    () => sequence.request(),
  );
  const poll = setInterval(() => sequence.request(), pollInterval);

  return {
    wake: () => sequence.request(),
    async stop() {
      clearInterval(poll);
      // Not awaited: without a database it would not come to an end.
      listener.unlisten().catch(() => {});
      for (const task of [sequence, deliver, notify]) await task.close();
    },
  };
}
