import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { appRole, type Database, queueSchema } from '../database/index.ts';

/** Endpoints with something to do, handed to one server each. */
export interface EndpointQueue {
  /** Asks that endpoints be delivered to. Those that wait in the queue already are not queued again. */
  add(endpointIds: readonly string[]): Promise<void>;
  /** Takes no more jobs, lets the handlers at work finish, and disconnects. */
  close(): Promise<void>;
}

export interface QueueOptions {
  database: Database;
  log: Pick<Logger, 'warn'>;
  /** Begins with an endpoint; the job is done once this resolves. */
  handle: (endpointId: string) => Promise<void>;
  /** Milliseconds; see {@link longest}. */
  patience?: number;
}

const name = 'webhook-endpoint';

/**
 * Milliseconds that a statement of the queue may take: each is short. What takes longer waits for a
 * database that vanished without a word, and goes to another connection the next time.
 */
const longest = 15_000;

/**
 * Opens the queue on connections of its own. A job says that an endpoint has something to do, and is
 * done once a server has begun with it: who delivers to the endpoint, and until when, stands in its own
 * row, where it outlives a server that is killed without blocking the next one for long.
 */
export async function openQueue(options: QueueOptions): Promise<EndpointQueue> {
  const { database, log, handle, patience = longest } = options;
  // What pg-boss does not know it passes on.
  const forItsDriver: object = { query_timeout: patience };
  const boss = new PgBoss({
    ...forItsDriver,
    connectionString: database.url,
    options: `-c role=${appRole}`,
    application_name: 'consentgraph queue',
    schema: queueSchema,
    max: 2,
    migrate: false,
    createSchema: false,
    schedule: false,
    useListenNotify: true,
    maintenanceIntervalSeconds: 60,
  });
  boss.on('error', (err) => log.warn({ err }, 'the queue of webhooks has a problem'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue of webhooks gives a warning'));
  await boss.start();
  // One waiting job an endpoint. A job that is lost is made up for by the endpoint's own due time.
  await boss.createQueue(name, {
    policy: 'short',
    notify: true,
    retryLimit: 0,
    retentionSeconds: 60 * 60,
    deleteAfterSeconds: 60,
  });
  await boss.work<{ endpointId: string }>(
    name,
    { batchSize: 20, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 10 },
    async (jobs) => {
      await Promise.all(jobs.map(({ data }) => handle(data.endpointId)));
    },
  );
  return {
    async add(endpointIds) {
      if (endpointIds.length === 0) return;
      await boss.insert(
        name,
        endpointIds.map((endpointId) => ({ data: { endpointId }, singletonKey: endpointId })),
      );
    },
    close: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}
