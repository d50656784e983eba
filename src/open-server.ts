import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { forgetAccesses, recorderOf } from './access/index.ts';
import { keepCheckpoint, logMetrics, requireKeptLog } from './audit/index.ts';
import { oauthRoutes, openAuthenticator, openAuthority } from './auth/index.ts';
import { forgetCalls } from './command/index.ts';
import type { Config } from './config.ts';
import { connectorPeople } from './connector/index.ts';
import { applyRetention, noticeRoutes, sweepExpired } from './consent/index.ts';
import { databaseMetrics, endInterrupted } from './database/index.ts';
import { keepErasureList, principals } from './erasure/index.ts';
import { findUnsequenced, makeHistoryPartitions } from './history/index.ts';
import { type Limiter, openLimiter } from './limit/index.ts';
import { messageRoutes } from './message/index.ts';
import { createMetrics } from './metrics.ts';
import { openExchange } from './open-exchange.ts';
import { openPlatform } from './open-platform.ts';
import { type PeriodicTask, startPeriodic } from './periodic.ts';
import type { Platform } from './platform.ts';
import { loadSample } from './sample/load.ts';
import { samplePeople, sampleSignIn } from './sample/sign-in.ts';
import { buildSchema } from './schema.ts';
import { admitAddress } from './server/admission.ts';
import { faultForLog } from './server/answer.ts';
import { peoplePages } from './server/people-pages.ts';
import { type ApiServer, createServer } from './server.ts';
import { startWebhooks, type WebhookDeliverer, webhookMetrics } from './webhook/index.ts';

export interface OpenServer {
  readonly platform: Platform;
  readonly api: ApiServer;
  /** Finishes what is open, then closes the server and everything below it. */
  close(): Promise<void>;
}

/** Opens a whole server and listens. What was opened is closed again when a later step fails. */
export async function openServer(config: Config, given: Logger): Promise<OpenServer> {
  // Also of what fails beside the requests: Drizzle's own words repeat statements and their values.
  const log = given.child({}, { serializers: { err: faultForLog } });
  const platform = await openPlatform(config, log);
  let webhooks: WebhookDeliverer | undefined;
  try {
    if (isSampleWanted(config)) await loadSample(platform);
    await requireKeptLog(platform);
    const exchange = await openExchange(platform);
    if (config.erasureList) {
      const people = config.role === 'manager' ? principals : connectorPeople;
      await keepErasureList(platform, people, config.erasureList);
    }
    const authority = await openAuthority(platform);
    const limiter = await openLimiter({ ...platform, perMinute: config.rateLimits });
    const admit = admitAddress(limiter);
    const metrics = createMetrics((group, err) => log.warn({ err, group }, 'not measured'));
    metrics.add(databaseMetrics(platform.database, config.databasePoolSize));
    metrics.add(logMetrics(platform));
    const people = config.environment === 'production' ? [] : samplePeople;
    const api = await createServer({
      platform,
      schema: await buildSchema({ role: config.role }),
      authenticator: openAuthenticator(platform),
      authority,
      limiter,
      metrics,
      routes: [
        (app) => messageRoutes(app, { platform }),
        (app) => oauthRoutes(app, { platform, admit }),
        (app) => noticeRoutes(app, { platform, authority, admit }),
        (app) => peoplePages(app, { platform, authority, admit, people }),
        ...(people.length > 0 ? [(app: FastifyInstance) => sampleSignIn(app, config)] : []),
      ],
      confirming: ['validateConsent', 'validateConsents'],
    });
    // Whoever answers is whole: what fails to start fails before.
    webhooks = config.role === 'manager' ? await startWebhooks(platform) : undefined;
    if (webhooks) metrics.add(webhookMetrics(platform, webhooks.counters));
    await api.listen();
    exchange.start();
    const tasks = [
      ...periodicTasks(platform, limiter),
      ...exchange.tasks,
      ...(webhooks?.tasks ?? []),
    ];
    const stopPeriodic = startPeriodic(tasks, log);
    const close = async () => {
      await api.close();
      await stopPeriodic();
      await exchange.close();
      await webhooks?.close();
      await limiter.close();
      await recorderOf(platform).flush();
      await platform.close();
    };
    return { platform, api, close };
  } catch (error) {
    await webhooks?.close();
    await platform.close();
    throw error;
  }
}

/** What every server does beside answering. Tasks share the work through the database. */
function periodicTasks(platform: Platform, limiter: Limiter): PeriodicTask[] {
  const { database, config, log } = platform;
  const hour = 60 * 60 * 1000;
  const tasks: PeriodicTask[] = [
    {
      name: 'record what expired',
      everyMs: config.sweepSeconds * 1000,
      run: (signal) => sweepExpired(platform, signal),
    },
    { name: 'forget old accesses', everyMs: 24 * hour, run: () => forgetAccesses(platform) },
    { name: 'say that this server is at work', everyMs: 5_000, run: () => limiter.beat() },
    {
      name: 'end sessions left in the middle of a statement',
      everyMs: 15_000,
      run: () => endInterrupted(database.url),
    },
    { name: 'forget what limits are over', everyMs: hour, run: () => limiter.clean() },
    { name: 'forget idempotency keys', everyMs: hour, run: () => forgetCalls(platform) },
    {
      name: 'apply retention',
      everyMs: 24 * hour,
      run: (signal) => applyRetention(platform, signal),
    },
    { name: 'make partitions', everyMs: 24 * hour, run: () => makeHistoryPartitions(database.db) },
    {
      name: 'sign the head of the log',
      everyMs: config.auditCheckpointSeconds * 1000,
      run: (signal) => keepCheckpoint(platform, signal),
    },
    {
      name: 'look for entries without a position',
      everyMs: 5 * 60 * 1000,
      async run() {
        const missing = await findUnsequenced(database.db);
        if (missing.length > 0) log.error({ missing }, 'history entries have no position');
      },
    },
  ];
  return tasks.filter(({ everyMs }) => everyMs > 0);
}

/** Sample data is for a first look on one's own machine: never in production, never in another's database. */
function isSampleWanted({ environment, databaseUrl, role }: Config): boolean {
  return environment === 'development' && databaseUrl === undefined && role === 'manager';
}
