import type { Logger } from 'pino';
import type { Database } from '../database/index.ts';
import { refuse } from '../errors.ts';
import type { Vault } from '../vault/index.ts';
import { cursorsOf } from './cursor.ts';
import { Hub } from './hub.ts';
import { readHead } from './log.ts';
import { readMissed } from './missed.ts';
import { makeHistoryPartitions } from './partitions.ts';
import { startPump } from './pump.ts';
import { assertReplayable, type ReplayLimits } from './replay.ts';

/** The one ordered record of what happened, and its live side. */
export interface History {
  /** Call it after each commit that appended. It returns at once; the rest happens by itself. */
  wake(): void;
  readonly hub: Pick<Hub, 'subscribe' | 'onEvent'>;
  /**
   * The cursor from which to subscribe without a gap to what a list shows: take it before the list is
   * read. What the list shows already may then come once more, as an event.
   */
  headCursor(): string;
  /** The last position delivered on this server. */
  readonly delivered: bigint;
  /** Sequences what was committed, ends every stream, and stops. Before the database is closed. */
  close(): Promise<void>;
}

export interface HistoryOptions {
  database: Database;
  vault: Vault;
  log: Pick<Logger, 'warn'>;
  /** Milliseconds until a lost wake-up is made good; 1,000 unless said. */
  pollInterval?: number;
  /** Events that wait for one slow reader before its stream is ended; 1,000 unless said. */
  bufferedEvents?: number;
  /** How far back a cursor may lie; 100,000 events and 30 days unless said. */
  replay?: Partial<ReplayLimits>;
}

/** Opens the history of a database. Any number of servers may; none of them leads. */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { database, vault, log, pollInterval = 1_000, bufferedEvents = 1_000 } = options;
  const { db } = database;
  const limits: ReplayLimits = { events: 100_000, days: 30, ...options.replay };
  const cursors = cursorsOf(vault.systemKey);
  const hub: Hub = new Hub({
    head: await readHead(db),
    bufferedEvents,
    cursorOf: cursors.of,
    async positionOf(cursor) {
      const position = cursors.read(cursor);
      await assertReplayable(db, position, hub.delivered, limits);
      return position;
    },
    readMissed: (keys, after, to) => readMissed(db, keys, after, to),
  });
  const onProblem = (problem: string, error: unknown) => log.warn({ err: error }, problem);
  await makeHistoryPartitions(db).catch((error) =>
    onProblem('a partition could not be made', error),
  );
  const pump = await startPump({ database, hub, pollInterval, onProblem });

  return {
    wake: pump.wake,
    hub,
    headCursor: () => cursors.of(hub.delivered),
    get delivered() {
      return hub.delivered;
    },
    async close() {
      await pump.stop();
      hub.close(
        refuse('UNAVAILABLE', 'The server is stopping. Subscribe again from the last cursor.'),
      );
    },
  };
}
