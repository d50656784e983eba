import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import postgres from 'postgres';
import { type ClusterFolder, openClusterFolder, ownerRole } from './cluster-folder.ts';
import { runNative } from './native.ts';
import { DatabaseProblem } from './problem.ts';
import { appRole } from './role.ts';

const databaseName = 'consentgraph';
/** Held by the one server that uses a data directory, for as long as it lives. */
const serverLock = 7_264_002;

export interface Embedded {
  /** Connects as the owner of the database, for migrations. */
  ownerUrl: string;
  /** Connects as the application's role. */
  url: string;
  /** Stops PostgreSQL; close every pool before. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** PostgreSQL settings beside the usual ones, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
}

/**
 * Starts the PostgreSQL that comes with the package on a data directory, which is made at the first
 * start and kept. It listens on a free port of the loopback interface only. One that outlived a
 * killed server is taken over, so nothing that was committed is lost.
 *
 * @throws DatabaseProblem when another server uses the directory, or PostgreSQL does not start.
 */
export async function startEmbedded(
  dataDirectory: string,
  options: EmbeddedOptions = {},
): Promise<Embedded> {
  const folder = await openClusterFolder(dataDirectory);
  const port = (await runningPort(folder)) ?? (await start(folder, options.settings ?? {}));
  const address = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const { passwords } = folder;

  const holder = postgres(address(ownerRole, passwords.owner, 'postgres'), {
    max: 1,
    max_lifetime: null,
    connection: { application_name: 'consentgraph embedded' },
    onnotice: () => {},
  });
  try {
    await takeServerLock(holder, dataDirectory);
    await ensureDatabase(holder, passwords.app);
  } catch (error) {
    await holder.end();
    throw error;
  }
  return {
    ownerUrl: address(ownerRole, passwords.owner, databaseName),
    url: address(appRole, passwords.app, databaseName),
    async stop() {
      await runNative(folder.native, 'pg_ctl', control(folder, 'stop', '-m', 'fast'), folder.user);
      await holder.end({ timeout: 0 });
    },
  };
}

async function takeServerLock(holder: postgres.Sql, dataDirectory: string): Promise<void> {
  const [lock] = await holder`select pg_try_advisory_lock(${serverLock}) as taken`;
  if (lock?.taken) return;
  throw new DatabaseProblem(
    `another server is running on the data directory ${dataDirectory}: stop it, or set DATA_DIR`,
  );
}

async function ensureDatabase(holder: postgres.Sql, appPassword: string): Promise<void> {
  const [existing] = await holder`
    select to_regrole(${appRole}) is not null as role,
      exists (select from pg_database where datname = ${databaseName}) as database`;
  if (!existing?.role) {
    await holder.unsafe(`create role ${appRole} login password '${appPassword}'`);
  }
  if (!existing?.database) await holder.unsafe(`create database ${databaseName}`);
}

/** The port of a cluster that is running already, once it takes connections. */
async function runningPort(folder: ClusterFolder): Promise<number | undefined> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await shortly()) {
    const status = await runNative(folder.native, 'pg_ctl', control(folder, 'status'), folder.user);
    if (status.code !== 0) return undefined;
    const lines = await pidFile(folder);
    if (lines[7]?.trim() === 'ready') return Number(lines[3]);
  }
  throw new DatabaseProblem(
    `PostgreSQL in ${folder.data} runs but does not get ready: see server.log there`,
  );
}

/** postmaster.pid, whose fourth line is the port and whose eighth says `ready`. */
async function pidFile(folder: ClusterFolder): Promise<string[]> {
  const file = join(folder.data, 'postmaster.pid');
  return existsSync(file) ? (await readFile(file, 'utf8')).split('\n') : [];
}

async function start(folder: ClusterFolder, settings: Record<string, string>): Promise<number> {
  const log = join(folder.data, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const options = Object.entries({ ...always, port: String(port), ...settings })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' ');
    const started = await runNative(
      folder.native,
      'pg_ctl',
      control(folder, 'start', '-w', '-t', '60', '-l', log, '-o', options),
      folder.user,
    );
    if (started.code === 0) return port;
    // Another start may have been quicker, or someone else took the port meanwhile.
    const other = await runningPort(folder);
    if (other !== undefined) return other;
    if (attempt === 3) throw new DatabaseProblem(`PostgreSQL does not start: ${await fatal(log)}`);
  }
}

/** No socket file, and no values of rows or statements in PostgreSQL's own log. */
const always = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

function control(folder: ClusterFolder, action: string, ...rest: string[]): string[] {
  return [action, '--pgdata', folder.data, ...rest];
}

async function fatal(log: string): Promise<string> {
  const lines = existsSync(log) ? (await readFile(log, 'utf8')).trim().split('\n') : [];
  return lines.findLast((line) => line.includes('FATAL')) ?? lines.at(-1) ?? 'it left no log';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function shortly(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
