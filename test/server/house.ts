import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import {
  type DevelopmentClaims,
  openAuthenticator,
  openAuthority,
  openDevelopmentIssuer,
} from '../../src/auth/index.ts';
import { loadConfig } from '../../src/config.ts';
import { openHistory } from '../../src/history/index.ts';
import { openLimiter } from '../../src/limit/index.ts';
import type { Platform } from '../../src/platform.ts';
import { type ApiServer, createServer, type ServerOptions } from '../../src/server.ts';
import { configuredKeys, openVault } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { Probe, probeSchema } from './probe.ts';

/** A real server over the probe's schema, on a free port, with a database and a vault of its own. */
export interface House {
  readonly server: ApiServer;
  readonly url: string;
  readonly probe: Probe;
  readonly platform: Platform;
  readonly database: TestDatabase;
  /** Every line of the log so far. */
  readonly logLines: Record<string, unknown>[];
  token(claims?: Partial<DevelopmentClaims>): Promise<string>;
  post(body: unknown, headers?: Record<string, string>): Promise<Reply>;
  tearDown(): Promise<void>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  body: { data?: unknown; errors?: ReplyError[] };
}

interface ReplyError {
  message: string;
  path?: unknown[];
  extensions: { code: string; [detail: string]: unknown };
}

export interface HouseOptions
  extends Partial<
    Pick<ServerOptions, 'authenticator' | 'routes' | 'socketLimits' | 'answerMilliseconds'>
  > {
  env?: Record<string, string>;
  /** Whether requests are counted. */
  limited?: boolean;
}

export async function buildHouse({
  env = {},
  limited,
  ...options
}: HouseOptions = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-server-'));
  const database = await createDatabase();
  const keys = configuredKeys([{ id: 'only', key: randomBytes(32) }]);
  const vault = await openVault(database, keys);
  const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: folder, PORT: '0', ...env });
  const logLines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, lineReader(logLines));
  const history = await openHistory({ database, vault, log });
  const platform: Platform = { config, database, vault, history, log };
  const probe = new Probe();
  const perMinute = { account: 1_000, address: 1_000 };
  const server = await createServer({
    platform,
    schema: await probeSchema(probe),
    ...(limited && { limiter: await openLimiter({ database, vault, history, perMinute }) }),
    authenticator: openAuthenticator(platform),
    authority: await openAuthority(platform),
    ...options,
  });
  const tearDown = async () => {
    await server.close();
    await history.close();
    await database.drop();
    await rm(folder, { recursive: true });
  };
  await server.listen().catch(async (error: unknown) => {
    await tearDown();
    throw error;
  });
  const url = server.url;
  return {
    server,
    url,
    probe,
    platform,
    database,
    logLines,
    token: (claims) =>
      openDevelopmentIssuer(config).mint({ roles: ['principal'], sub: 'asha', ...claims }),
    post: (body, headers) =>
      ask(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    tearDown,
  };
}

export async function ask(url: string, init?: RequestInit): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : {},
  };
}

function lineReader(lines: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
}
