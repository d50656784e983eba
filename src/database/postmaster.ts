import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';

/** What a data folder's `postmaster.pid` says of the PostgreSQL that runs on it, or ran. */
export interface Postmaster {
  pid: number;
  port: number;
  /** It said that it takes connections. */
  ready: boolean;
}

/** Reads `postmaster.pid`; undefined when PostgreSQL was stopped properly or never ran. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = (await readFile(file, 'utf8')).split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Whether something accepts connections on a port of the loopback interface. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/**
 * A killed PostgreSQL stays behind as a zombie where nobody reaps orphans, as in many containers,
 * and after a restart of the machine its number may be another program's. PostgreSQL itself would
 * wait for either to go away.
 */
export async function isGone({ pid }: Postmaster): Promise<boolean> {
  // Without /proc nothing can be said, nor of a file that is just being written.
  if (!existsSync('/proc/self/stat') || Number.isNaN(pid)) return false;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, program, state] = /\((.*)\) (.)/s.exec(status) ?? [];
  return program !== 'postgres' || state === 'Z';
}

/**
 * Puts the number of a process that has ended in the place of one that is gone. The file itself
 * stays: by its other lines PostgreSQL makes sure that no orphaned backend is still at work.
 */
export async function disown(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
  const { pid } = spawnSync('/bin/sh', ['-c', ':']);
  await writeFile(file, [String(pid), ...rest].join('\n'));
}
