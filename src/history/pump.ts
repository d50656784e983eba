import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../database/index.ts';
import { coalesced } from './coalesced.ts';
import type { Hub } from './hub.ts';
import { readLog } from './log.ts';
import { logChannel, sequenceHistory, sequencingBatch } from './sequence.ts';

/** Keeps the log moving on this server: commits get positions, positions get delivered. */
export interface Pump {
  /** Something was committed here. */
  wake(): void;
  /** Finishes what is under way, and stops. */
  stop(): Promise<void>;
}

export interface PumpOptions {
  database: Pick<Database, 'url'>;
  hub: Hub;
  /** Milliseconds between two looks at the log, for when a notification was lost. */
  pollInterval: number;
  onProblem: (problem: string, error: unknown) => void;
}

const page = 500;

/**
 * However busy the pool is, what was committed goes on: one connection gives positions, one reads
 * what has them. All that is asked on them is found by indexes, so that plans are made once, and are
 * not those that suit a log which is empty yet: planning took five times as long as reading.
 */
export const logConnections = {
  max: 2,
  applicationName: 'consentgraph log',
  settings: { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' },
};

/**
 * Starts sequencing and delivering. Two tasks, each at most once at a time, so that a server keeps
 * one sequencing call in flight however many commits ask for it:
 *
 *   wake, poll ──▶ sequence ──▶ deliver ──▶ hub
 *                      └──────▶ the other servers' deliver
 *
 * When what tells them is lost, or this server's listener was cut off, the poll finds what it was
 * about. The poll also sequences what a server left behind that died after a commit.
 */
export async function startPump(options: PumpOptions): Promise<Pump> {
  const { hub, pollInterval, onProblem } = options;
  const { sql, db } = await openDatabase({ ...logConnections, url: options.database.url });
  const name = randomUUID();

  const sequence = coalesced(
    async () => {
      for (;;) {
        const { head, sequenced } = await sequenceHistory(sql, sequencingBatch, name);
        if (head > hub.delivered) deliver.request();
        if (sequenced < sequencingBatch) return;
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

  // postgres.js listens on a connection of its own, and again whenever that was lost.
  const listener = await sql.listen(
    logChannel,
    (message) => {
      const [head = '', teller] = message.split(' ');
      // What this server sequenced itself is on its way already. Anyone with a login may notify: the
      // number only spares a look, and need not be one.
      const isKnown = teller === name || Number(head) <= hub.delivered;
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
      for (const task of [sequence, deliver]) await task.close();
      await sql.end({ timeout: 0 });
    },
  };
}
