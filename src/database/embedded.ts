import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import postgres from 'postgres';
import { type ClusterFolder, openClusterFolder, ownerRole } from './cluster-folder.ts';
import { runNative } from './native.ts';
import { answers, disown, isGone, readPostmaster } from './postmaster.ts';
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
  /** For a command beside a running server: use its PostgreSQL, and leave it running. */
  join?: boolean;
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
  const urls = {
    ownerUrl: address(ownerRole, passwords.owner, databaseName),
    url: address(appRole, passwords.app, databaseName),
  };
  try {
    const alone = await takeServerLock(holder);
    if (!alone && options.join) return { ...urls, stop: () => holder.end() };
    if (!alone) throw inUse(dataDirectory);
    await ensureDatabase(holder, passwords.app);
  } catch (error) {
    await holder.end();
    throw error;
  }
  return {
    ...urls,
    async stop() {
      await runNative(
        folder.native,
        'pg_ctl',
        ['stop', '--pgdata', folder.data, '-m', 'fast'],
        folder.user,
      );
      await holder.end({ timeout: 0 });
    },
  };
}

async function takeServerLock(holder: postgres.Sql): Promise<boolean> {
  const [lock] = await holder`select pg_try_advisory_lock(${serverLock}) as taken`;
  return lock?.taken;
}

function inUse(dataDirectory: string): DatabaseProblem {
  return new DatabaseProblem(
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

/** The port of a PostgreSQL that runs on the folder already, once it takes connections. */
async function runningPort({ data }: ClusterFolder): Promise<number | undefined> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(20)) {
    const postmaster = await readPostmaster(data);
    if (!postmaster) return undefined;
    if (postmaster.ready && (await answers(postmaster.port))) return postmaster.port;
    if (await isGone(postmaster)) {
      await disown(data);
      return undefined;
    }
  }
  throw new DatabaseProblem(
    `PostgreSQL in ${data} runs but takes no connections; its server.log may say why`,
  );
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
      ['start', '--pgdata', folder.data, '-w', '-t', '60', '-l', log, '-o', options],
      folder.user,
    );
    if (started.code === 0) return port;
    // Another start was quicker, or the port was taken meanwhile, or a killed PostgreSQL's last
    // processes are just about to end.
    await pause(200);
    const other = await runningPort(folder);
    if (other !== undefined) return other;
    if (attempt === 5) throw new DatabaseProblem(`PostgreSQL does not start: ${await fatal(log)}`);
  }
}

/** No socket file, and no values of rows or statements in PostgreSQL's own log. */
const always = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
