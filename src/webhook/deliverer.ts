import { setTimeout as delay } from 'node:timers/promises';
import type { LogEvent } from '../history/index.ts';
import type { Platform } from '../platform.ts';
import { countAttempt, type WebhookCounters, webhookCounters } from './counters.ts';
import { beginDrain, type Drain, type Draining } from './drain.ts';
import { listBehind, listDue, listReady, skipIdle } from './due-store.ts';
import { eventOf } from './event.ts';
import { openQueue } from './queue.ts';
import { openSender, type SenderOptions } from './send.ts';
import { tidyWebhooks } from './sweep.ts';

/** The part of a server that delivers webhooks, together with those of all other servers. */
export interface WebhookDeliverer {
  /** What this server attempted since it was started. */
  readonly counters: Readonly<WebhookCounters>;
  /** What is to be done now and then, whichever server does it. */
  readonly tasks: { name: string; everyMs: number; run(signal: AbortSignal): Promise<unknown> }[];
  /** Begins no more attempts, and waits some seconds for those under way. */
  close(): Promise<void>;
}

export type DelivererOptions = Partial<Omit<SenderOptions, 'loopback'>> & {
  /** Milliseconds that attempts under way are given when the server stops; 5,000 unless said. */
  graceMs?: number;
  /** Jitter, from 0 to 1. */
  random?: () => number;
};

/** How long what happens is gathered, once something has. */
const gatherMs = 25;

/** Endpoints that one server delivers to at the same time; more wait for their turn. */
const mostDrains = 50;

/**
 * Starts delivering.
 *
 *   an event of the log ──▶ endpoints of its fiduciary ──▶ queue ──▶ a drain, on one server each
 *   what is due, what died, what was missed ─────(poll)──────┘
 */
export async function startWebhooks(
  platform: Platform,
  options: DelivererOptions = {},
): Promise<WebhookDeliverer> {
  const { database, history, log, config } = platform;
  const { graceMs = 5_000, random = Math.random, ...sending } = options;
  const sender = openSender({ loopback: config.webhookLoopback, ...sending });
  const stopping = new AbortController();
  const abandoned = new AbortController();
  const counters = webhookCounters();
  const drains = new Map<string, Drain>();
  const onProblem = (problem: string, err: unknown) => log.warn({ err }, problem);
  const draining: Draining = {
    platform,
    sender,
    random,
    stopping: stopping.signal,
    abandoned: abandoned.signal,
    onAttempt: (attempted) => countAttempt(counters, attempted),
    onProblem,
  };

  const queue = await openQueue({
    database,
    log,
    async handle(endpointId) {
      while (drains.size >= mostDrains && !stopping.signal.aborted) {
        await Promise.race([...drains.values()].map(({ done }) => done));
      }
      const drain = stopping.signal.aborted ? undefined : await beginDrain(draining, endpointId);
      if (!drain) return;
      drains.set(endpointId, drain);
      void drain.done.then(async (more) => {
        // Another turn with the endpoint may have begun between its release and this.
        if (drains.get(endpointId) === drain) drains.delete(endpointId);
        if (more) await add([endpointId]);
      });
    },
  });

  async function add(endpointIds: readonly string[]): Promise<void> {
    if (stopping.signal.aborted) return;
    await queue
      .add(endpointIds)
      .catch((error) => onProblem('webhooks could not be queued; they are found again', error));
  }

  const noticed = noticing(async (fiduciaryIds) => {
    await add(await listReady(database.db, fiduciaryIds));
  }, onProblem);
  const stopListening = history.hub.onEvent(({ entry }: LogEvent) => {
    if (!entry.fiduciaryId || !eventOf(entry.action)) return;
    for (const drain of drains.values()) {
      if (drain.fiduciaryId === entry.fiduciaryId) drain.wake();
    }
    noticed.add(entry.fiduciaryId);
  });

  return {
    counters,
    tasks: [
      {
        name: 'find webhooks that are due',
        everyMs: 1_000,
        run: async () => add(await listDue(database.db)),
      },
      {
        name: 'find webhooks that nobody was woken for',
        everyMs: 30_000,
        async run(signal) {
          await skipIdle(database.db, history.delivered);
          for (let last: string | null | undefined = null; last !== undefined; ) {
            const ids: string[] = await listBehind(database.db, history.delivered, last);
            await add(ids);
            last = signal.aborted ? undefined : ids.at(-1);
          }
        },
      },
      {
        name: 'tidy up after webhooks',
        everyMs: 60 * 60 * 1_000,
        run: (signal) => tidyWebhooks(database.db, signal),
      },
    ],
    async close() {
      stopListening();
      stopping.abort();
      for (const drain of drains.values()) drain.wake();
      const timer = setTimeout(() => abandoned.abort(), graceMs);
      await noticed.close();
      await queue.close();
      await Promise.all([...drains.values()].map(({ done }) => done));
      clearTimeout(timer);
      sender.close();
    },
  };
}

/**
 * Gathers fiduciaries that something happened to, and asks for all of them in one statement: for the
 * first at once, and for more some times a second, however much happens.
 */
function noticing(
  ask: (fiduciaryIds: string[]) => Promise<void>,
  onProblem: (problem: string, error: unknown) => void,
) {
  const waiting = new Set<string>();
  let asking: Promise<void> | undefined;
  async function run(): Promise<void> {
    while (waiting.size > 0) {
      const ids = [...waiting];
      waiting.clear();
      // The poll finds what a fault here has missed.
      await ask(ids).catch((error) => onProblem('webhooks could not be looked for', error));
      await delay(gatherMs);
    }
    asking = undefined;
  }
  return {
    add(fiduciaryId: string): void {
      waiting.add(fiduciaryId);
      asking ??= run();
    },
    close: () => asking ?? Promise.resolve(),
  };
}
