import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Something a server does again and again. Every server does it: tasks share work through the database. */
export interface PeriodicTask {
  /** For the log. */
  name: string;
  /** Milliseconds from the end of one run to the beginning of the next. */
  everyMs: number;
  /** One run. A long one looks at the signal now and then, and stops early when it is aborted. */
  run(signal: AbortSignal): Promise<unknown>;
}

/** All at once would be asking for all connections when the first callers do. */
const apartMs = 50;

/** What makes a run fail seldom lasts: for one that comes once a day, the next day is late. */
const usualRetryMs = 60_000;

/**
 * Runs each task now and then, never twice at once, and the first ones shortly one after another. A
 * run that fails is logged and comes again in its turn, or after `retryMs` if that is sooner.
 *
 * @returns what stops them: it resolves once no run is under way
 */
export function startPeriodic(
  tasks: readonly PeriodicTask[],
  log: Logger,
  retryMs = usualRetryMs,
): () => Promise<void> {
  const stop = new AbortController();
  const loops = tasks.map((task, n) => repeat(task, n * apartMs, retryMs, stop.signal, log));
  return async () => {
    stop.abort();
    await Promise.all(loops);
  };
}

async function repeat(
  task: PeriodicTask,
  firstAfterMs: number,
  retryMs: number,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  const pause = (ms: number) => delay(ms, undefined, { signal, ref: false }).catch(() => {});
  let next = firstAfterMs;
  for (await pause(next); !signal.aborted; await pause(next)) {
    next = task.everyMs;
    try {
      await task.run(signal);
    } catch (err) {
      log.error({ err, task: task.name }, 'a periodic task failed');
      next = Math.min(next, retryMs);
    }
  }
}
