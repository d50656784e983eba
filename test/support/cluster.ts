import { chmod, lstat, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, startEmbedded } from '../../src/database/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the migrated template database, which nobody may stay connected to. */
    template: { ownerUrl: string; url: string };
  }
}

/** One PostgreSQL for the whole run, with one migrated database that each test file copies. */
export default async function startCluster(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(folder, 0o755);
  const cluster = await startEmbedded(folder, {
    // What a crash of this machine would lose is of no interest; kills are tested on their own.
    settings: { fsync: 'off', max_connections: '300' },
  });
  const stop = async () => {
    await cluster.stop();
    await remove(folder);
  };
  await migrate(cluster.ownerUrl).catch(async (error) => {
    await stop();
    throw error;
  });
  project.provide('template', { ownerUrl: cluster.ownerUrl, url: cluster.url });
  return stop;
}

const prefix = 'consentgraph-test-';

/**
 * A run that was killed leaves its PostgreSQL behind. What cannot be cleared away is left: it may
 * be somebody else's, and is in nobody's way.
 */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const run = name.startsWith(prefix) && Number.parseInt(name.slice(prefix.length), 10);
    const folder = join(tmpdir(), name);
    if (run && !isAlive(run) && (await isOursAndOld(folder))) {
      await stopAbandoned(folder)
        .then(() => remove(folder))
        .catch(() => undefined);
    }
  }
}

/** Ends the server of a folder, if the process of that number is still the one that was meant. */
async function stopAbandoned(folder: string): Promise<void> {
  const pid = Number.parseInt(
    await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8').catch(() => ''),
    10,
  );
  const command = pid && (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  const data = await realpath(join(folder, 'postgres/data')).catch(() => folder);
  if (command && (command.includes(folder) || command.includes(data))) process.kill(pid, 'SIGQUIT');
}

/**
 * Whether a folder was made by this user, long ago: no run takes an hour, and a younger one may be
 * alive where its process cannot be seen from here.
 */
async function isOursAndOld(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found?.uid === process.getuid?.() && Date.now() - (found?.mtimeMs ?? 0) > 3_600_000;
}

/** Removes a run's folder, and what root had to put elsewhere. */
async function remove(folder: string): Promise<void> {
  const data = await realpath(join(folder, 'postgres/data')).catch(() => undefined);
  if (data) await rm(dirname(data), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
