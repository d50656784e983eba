import { createHash } from 'node:crypto';
import { access, chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Embedded, startEmbedded } from '../../src/database/embedded.ts';
import { type Base, readBase } from './base.ts';

/** The one PostgreSQL that every server of the benchmark uses, and its databases. */
export interface Databases {
  base: Base;
  /** A million consents, and ten thousand: read, never written. */
  million: DatabaseUrls;
  tenThousand: DatabaseUrls;
  /**
   * Reads the million and the ten thousand into PostgreSQL's cache, where what is asked about all day
   * is: no answer waits for its first page. Once, however often it is called.
   */
  readAhead(): Promise<void>;
  /** A fresh copy of the ten thousand, to write to. */
  scratch(name: string): Promise<DatabaseUrls>;
  stop(): Promise<void>;
}

export interface DatabaseUrls {
  owner: string;
  /** Logs in as the application's role. */
  app: string;
}

const cache = join(import.meta.dirname, 'node_modules/.cache');
const sizes = { bench_million: 1_000_000, bench_ten_thousand: 10_000 };

/**
 * Starts the PostgreSQL that comes with the server, and fills it once: what was filled is kept until
 * the migrations or the seed change.
 */
export async function openDatabases(progress: (text: string) => void): Promise<Databases> {
  const folder = join(cache, `data-${await fingerprint()}`);
  // What was not filled to the end is begun again, like what was filled for other migrations.
  await forgetOthers((await isFilled(folder)) ? folder : undefined);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  if (!(await isFilled(folder))) {
    const cluster = await startEmbedded(folder, { settings: { ...settings, ...filling } });
    try {
      await fill(cluster, join(folder, baseFile), progress);
    } finally {
      await cluster.stop();
    }
    await writeFile(join(folder, filledFile), '');
  }
  const cluster = await startEmbedded(folder, { settings });
  const base = await readBase(join(folder, baseFile));
  const administrator = administratorOf(cluster);
  const urls = (name: string) => urlsOf(cluster, name);
  let ahead: Promise<void> | undefined;
  return {
    base,
    million: urls('bench_million'),
    tenThousand: urls('bench_ten_thousand'),
    readAhead() {
      ahead ??= readAhead(Object.keys(sizes).map((name) => urls(name).owner));
      return ahead;
    },
    async scratch(name) {
      await administrator.unsafe(`drop database if exists bench_${name} with (force)`);
      await administrator.unsafe(`create database bench_${name} template bench_ten_thousand`);
      return urls(`bench_${name}`);
    },
    async stop() {
      await administrator.end();
      await cluster.stop();
    },
  };
}

async function readAhead(databases: readonly string[]): Promise<void> {
  for (const url of databases) {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql`create extension if not exists pg_prewarm`;
    await sql`
      select pg_prewarm(oid) from pg_class
      where relkind in ('r', 'i') and relname similar to '(consent_artifact|validation_count)%'`;
    await sql.end();
  }
}

async function fill(
  cluster: Embedded,
  file: string,
  progress: (text: string) => void,
): Promise<void> {
  progress('filling the databases, once: this takes a minute or two');
  // It brings half of the server with it, which takes seconds to load.
  const { seedBase, seedCopies } = await import('./seed.ts');
  const base = await seedBase(cluster, file);
  const administrator = administratorOf(cluster);
  try {
    for (const [name, size] of Object.entries(sizes)) {
      progress(`a database of ${size.toLocaleString('en')} consents`);
      await administrator.unsafe(`drop database if exists ${name} with (force)`);
      await administrator.unsafe(`create database ${name} template consentgraph`);
      await seedCopies(urlsOf(cluster, name).owner, base, size, progress);
    }
  } finally {
    await administrator.end();
  }
}

const baseFile = 'base.json';
const filledFile = 'filled';

function isFilled(folder: string): Promise<boolean> {
  return access(join(folder, filledFile)).then(
    () => true,
    () => false,
  );
}

function administratorOf(cluster: Embedded): postgres.Sql {
  return postgres(to(cluster.ownerUrl, 'postgres'), { max: 1, onnotice: () => {} });
}

function urlsOf(cluster: Embedded, name: string): DatabaseUrls {
  return { owner: to(cluster.ownerUrl, name), app: to(cluster.url, name) };
}

/**
 * Room for a busy moment, a cache as PostgreSQL's manual advises (19.4.1), no checkpoint in the middle
 * of a measurement, and the time of each commit, from which live deliveries are counted.
 */
const settings = {
  max_connections: '200',
  shared_buffers: `${Math.floor(totalmem() / 4 / 1024 ** 2)}MB`,
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  track_commit_timestamp: 'on',
};

/** For filling alone: a crash meanwhile means to begin again. */
const filling = { fsync: 'off', wal_level: 'minimal', max_wal_senders: '0' };

/** Of everything that the stored databases depend on. */
async function fingerprint(): Promise<string> {
  const migrations = join(import.meta.dirname, '../../drizzle');
  const names = (await readdir(migrations)).filter((name) => name.endsWith('.sql')).sort();
  const files = [
    ...names.map((name) => join(migrations, name)),
    join(import.meta.dirname, 'base.ts'),
    join(import.meta.dirname, 'seed.ts'),
  ];
  const digest = createHash('sha256');
  for (const file of files) digest.update(await readFile(file));
  return digest.digest('hex').slice(0, 12);
}

async function forgetOthers(kept: string | undefined): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const path = join(cache, name);
    if (!name.startsWith('data-') || path === kept) continue;
    await stopAbandoned(path);
    await rm(path, { recursive: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** A run that was killed leaves its PostgreSQL behind. */
async function stopAbandoned(folder: string): Promise<void> {
  const file = join(folder, 'postgres/data/postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.includes(folder)) process.kill(Number.parseInt(text, 10), 'SIGQUIT');
}

function to(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
