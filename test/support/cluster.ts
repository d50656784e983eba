import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
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
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-test-'));
  await chmod(folder, 0o755);
  const cluster = await startEmbedded(folder, {
    // What a crash of this machine would lose is of no interest; kills are tested on their own.
    settings: { fsync: 'off', max_connections: '300' },
  });
  await migrate(cluster.ownerUrl);
  project.provide('template', { ownerUrl: cluster.ownerUrl, url: cluster.url });
  return async () => {
    const home = dirname(await realpath(join(folder, 'postgres/data')));
    await cluster.stop();
    for (const made of [home, folder]) await rm(made, { recursive: true, force: true });
  };
}
