import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import postgres from 'postgres';
import { openClusterFolder } from '../../src/database/cluster-folder.ts';
import { startEmbedded } from '../../src/database/index.ts';
import { runNative } from '../../src/database/native.ts';

/** A real PostgreSQL of one's own that can be stopped as if its machine had failed. */
export interface ChaosDatabase {
  readonly url: string;
  readonly ownerUrl: string;
  /** Stops it without a checkpoint, so that the next start recovers from the log. */
  stopAtOnce(): Promise<void>;
  start(): Promise<void>;
  /** Opens a transaction that has an id and a snapshot, and leaves it open so long. */
  holdTransaction(milliseconds: number): Promise<void>;
  /** Those that do something, and what they wait for. */
  sessions(): Promise<string>;
  remove(): Promise<void>;
}

export async function openDatabase(folder: string): Promise<ChaosDatabase> {
  const dataDirectory = join(folder, 'cluster');
  await mkdir(dataDirectory, { recursive: true, mode: 0o755 });
  const port = String(await freePort());
  const settings = { port, max_connections: '200' };
  // Makes the cluster, its roles and the database; from then on it is started here.
  const first = await startEmbedded(dataDirectory);
  await first.stop();
  const here = (url: string) => Object.assign(new URL(url), { port }).href;
  const cluster = await openClusterFolder(dataDirectory);
  const control = async (...args: string[]) => {
    const command = [...args, '--pgdata', cluster.data, '-w', '-t', '60'];
    const { code, output } = await runNative(cluster.native, 'pg_ctl', command, cluster.user);
    if (code !== 0) throw new Error(`pg_ctl ${args[0]}: ${output}`);
  };
  const options = Object.entries({
    ...settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  });
  const start = () =>
    control(
      'start',
      '-l',
      join(cluster.data, 'server.log'),
      '-o',
      options.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    );
  // Nothing of this run outlives it, however it ends.
  process.once('exit', () => {
    const file = join(cluster.data, 'postmaster.pid');
    if (existsSync(file)) process.kill(Number.parseInt(readFileSync(file, 'utf8'), 10), 'SIGQUIT');
  });
  await start();
  const url = here(first.url);
  const ownerUrl = here(first.ownerUrl);
  return {
    url,
    ownerUrl,
    start,
    stopAtOnce: () => control('stop', '-m', 'immediate'),
    async holdTransaction(milliseconds) {
      const holder = postgres(ownerUrl, { max: 1, onnotice: () => {} });
      await holder
        .begin('isolation level repeatable read', async (tx) => {
          await tx`select pg_current_xact_id(), count(*) from log`;
          await tx`select pg_sleep(${milliseconds / 1000})`;
        })
        // The database may be stopped meanwhile.
        .catch(() => {});
      await holder.end({ timeout: 1 });
    },
    async sessions() {
      const asking = postgres(ownerUrl, { max: 1, onnotice: () => {} });
      const rows = await asking<{ line: string }[]>`
        select format('session %s: %s for %s, waits for %s, blocked by %s: %s', pid, state,
          clock_timestamp() - state_change, wait_event, pg_blocking_pids(pid), query) as line
        from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid()`;
      await asking.end({ timeout: 1 });
      return rows.map(({ line }) => line).join('\n');
    },
    remove: () => control('stop', '-m', 'immediate'),
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
