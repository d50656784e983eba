import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
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

/** A real server on a free port, over a database of its own. */
export interface World {
  /** The addresses of the API, over HTTP and WebSocket. */
  readonly url: string;
  readonly wsUrl: string;
  readonly platform: Platform;
  /** The database as its owner. */
  readonly owner: postgres.Sql;
  readonly clock: Clock;
  /** Fills the world with people and fiduciaries through the API. */
  readonly seed: Seed;
  /** A token of the development issuer. */
  token(claims: DevelopmentClaims): Promise<string>;
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
  /** Ends the subscriptions and the server, and drops the database. */
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Configuration other than the tests' own. */
  config?: Partial<Config>;
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
    // A test that wants expiry recorded sweeps itself, at the moment it chooses.
    SWEEP_SECONDS: '0',
  };
  const config = { ...loadConfig(environment), ...options.config };
  const server = await openServer(config, pino({ level: config.logLevel }));
  const { platform } = server;
  const url = `${server.api.url}/graphql`;
  const wsUrl = url.replace(/^http/, 'ws');
  const issuer = openDevelopmentIssuer(config);
  const streams: { stop(): Promise<void> }[] = [];
  const token: World['token'] = (claims) => issuer.mint(claims);
  const graphql: World['graphql'] = (operation, variables, asking) =>
    ask(url, operation, variables, asking);
  return {
    url,
    wsUrl,
    seed: openSeed({ graphql, token }),
    platform,
    owner: database.owner,
    clock: database.clock,
    token,
    graphql,
    subscribe(operation, variables, { token, after } = {}) {
      const from = after ?? (takesCursor(operation) ? platform.history.headCursor() : undefined);
      const opened = stream(wsUrl, operation, variables, { token, after: from });
      streams.push(opened);
      return opened;
    },
    async stop() {
      await Promise.all(streams.map((opened) => opened.stop()));
      await server.close();
      await database.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
