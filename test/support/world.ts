import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import type postgres from 'postgres';
import { type DevelopmentClaims, openDevelopmentIssuer } from '../../src/auth/index.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { openServer } from '../../src/open-server.ts';
import type { Platform } from '../../src/platform.ts';
import { type Answer, type AskOptions, ask, type Operation } from './client.ts';
import type { Clock } from './clock.ts';
import { createDatabase } from './database.ts';
import { openSeed, type Seed } from './seed.ts';
import { type Stream, type StreamOptions, stream, takesCursor } from './stream.ts';

/** One real server on a free port. */
export interface TestServer {
  /** The addresses of the API, over HTTP and WebSocket. */
  readonly url: string;
  readonly wsUrl: string;
  readonly platform: Platform;
  graphql<Data = Record<string, never>, Variables = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables?: Variables,
    options?: AskOptions,
  ): Promise<Answer<Data>>;
  /**
   * Subscribes over a socket of its own. An operation that takes a variable `after` goes on from
   * the moment of this call, unless told otherwise, so that nothing is missed while it is set up.
   */
  subscribe<Data = Record<string, never>, Variables = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables?: Variables,
    options?: StreamOptions,
  ): Stream<Data>;
  /** Ends the subscriptions and the server. */
  stop(): Promise<void>;
}

/** A server over a database of its own. */
export interface World extends TestServer {
  readonly config: Config;
  /** The database as its owner. */
  readonly owner: postgres.Sql;
  readonly clock: Clock;
  /** Fills the world with people and fiduciaries through the API. */
  readonly seed: Seed;
  /** A token of the development issuer. */
  token(claims: DevelopmentClaims): Promise<string>;
  /** One more server over the same database, with the same keys unless told otherwise. */
  another(config?: Partial<Config>): Promise<TestServer>;
}

export interface WorldOptions {
  /** Configuration other than the tests' own. */
  config?: Partial<Config>;
  /** Where the servers write their log; nowhere unless said. */
  log?: Logger;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const database = await createDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consentgraph-world-'));
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATA_DIR: dataDirectory,
    CMS_BASE_URL: 'http://consent.example',
    PORT: '0',
    LOG_LEVEL: 'silent',
    // All of a test comes from one address.
    ADDRESS_REQUESTS_PER_MINUTE: '100000',
    // A test that wants expiry recorded sweeps itself, at the moment it chooses.
    SWEEP_SECONDS: '0',
  };
  const config = { ...loadConfig(environment), ...options.config };
  const log = options.log ?? pino({ level: config.logLevel });
  const server = await startServer(config, log);
  const others: TestServer[] = [];
  const issuer = openDevelopmentIssuer(config);
  const token: World['token'] = (claims) => issuer.mint(claims);
  return {
    ...server,
    config,
    seed: openSeed({ graphql: server.graphql, token }),
    owner: database.owner,
    clock: database.clock,
    token,
    async another(changes = {}) {
      const other = await startServer({ ...config, ...changes }, log);
      others.push(other);
      return other;
    },
    async stop() {
      await Promise.all([server, ...others].map((running) => running.stop()));
      await database.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function startServer(config: Config, log: Logger): Promise<TestServer> {
  const server = await openServer(config, log);
  const { platform } = server;
  const url = `${server.api.url}/graphql`;
  const wsUrl = url.replace(/^http/, 'ws');
  const streams: { stop(): Promise<void> }[] = [];
  let stopped: Promise<void> | undefined;
  return {
    url,
    wsUrl,
    platform,
    graphql: (operation, variables, asking) => ask(url, operation, variables, asking),
    subscribe(operation, variables, { token, after } = {}) {
      const from = after ?? (takesCursor(operation) ? platform.history.headCursor() : undefined);
      const opened = stream(wsUrl, operation, variables, { token, after: from });
      streams.push(opened);
      return opened;
    },
    stop() {
      stopped ??= (async () => {
        await Promise.all(streams.map((opened) => opened.stop()));
        await server.close();
      })();
      return stopped;
    },
  };
}
