import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Embedded, startEmbedded } from '../../src/database/index.ts';
import { type Base, readBase, seedBase, seedCopies } from './seed.ts';

/** The one PostgreSQL that every server of the benchmark uses, and its databases. */
export interface Databases {
  base: Base;
  /** A million consents, and ten thousand: read, never written. */
  million: DatabaseUrls;
  tenThousand: DatabaseUrls;
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
 * Starts the PostgreSQL that comes with the server, with the settings it comes with, and fills it
 * once: what was filled is kept until the migrations or the seed change.
 */
export async function openDatabases(progress: (text: string) => void): Promise<Databases> {
  const folder = join(cache, `data-${await fingerprint()}`);
  await forgetOthers(folder);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const cluster = await startEmbedded(folder, { settings });
  const urls = (name: string) => ({
    owner: to(cluster.ownerUrl, name),
    app: to(cluster.url, name),
  });
  const administrator = postgres(to(cluster.ownerUrl, 'postgres'), { max: 1, onnotice: () => {} });
  try {
    const base = await seededBase(cluster, folder, progress);
    for (const [name, size] of Object.entries(sizes)) {
      const [there] = await administrator`
        select from pg_database where datname = ${name} and datconnlimit = -1`;
      if (there) continue;
      progress(`making a database of ${size.toLocaleString('en')} consents, once`);
      await administrator.unsafe(`drop database if exists ${name} with (force)`);
      // Only a whole one may be connected to by others, and is kept.
      await administrator.unsafe(
        `create database ${name} template consentgraph connection limit 0`,
      );
      await seedCopies(urls(name).owner, base, size, progress);
      await administrator.unsafe(`alter database ${name} connection limit -1`);
    }
    return {
      base,
      million: urls('bench_million'),
      tenThousand: urls('bench_ten_thousand'),
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
  } catch (error) {
    await administrator.end();
    await cluster.stop();
    throw error;
  }
}

/** Room for a busy moment, and no checkpoint in the middle of a measurement. */
const settings = { max_connections: '200', max_wal_size: '8GB', checkpoint_timeout: '1h' };

async function seededBase(
  cluster: Embedded,
  folder: string,
  progress: (text: string) => void,
): Promise<Base> {
  const file = join(folder, 'base.json');
  const known = await readBase(file);
  if (known) return known;
  progress('asking for and giving the first consent');
  return seedBase(cluster, file);
}

/** Of everything that the stored databases depend on. */
async function fingerprint(): Promise<string> {
  const migrations = join(import.meta.dirname, '../../drizzle');
  const names = (await readdir(migrations)).filter((name) => name.endsWith('.sql')).sort();
  const files = [
    ...names.map((name) => join(migrations, name)),
    join(import.meta.dirname, 'seed.ts'),
  ];
  const digest = createHash('sha256');
  for (const file of files) digest.update(await readFile(file));
  return digest.digest('hex').slice(0, 12);
}

async function forgetOthers(folder: string): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const path = join(cache, name);
    if (name.startsWith('data-') && path !== folder) await rm(path, { recursive: true });
  }
}

function to(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
