import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './database.ts';

const root = join(import.meta.dirname, '../..');

/** One server: this program as a process of its own, on a port that stays the same. */
export interface ChaosServer {
  readonly name: string;
  readonly url: string;
  readonly isFrozen: boolean;
  /** What it said at each end that nobody had brought about, once it had answered. */
  readonly crashes: readonly string[];
  /** SIGKILL: nothing is said and nothing is finished. */
  kill(): Promise<void>;
  /** Starts it anew, and waits until it answers; as often as it takes when the database is away. */
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** Copies the newest build into a folder, where nothing changes while its servers come and go. */
export async function copyProgram(folder: string): Promise<string> {
  const program = join(folder, 'program');
  await mkdir(program);
  for (const name of ['drizzle', 'node_modules', 'package.json']) {
    await symlink(join(root, name), join(program, name));
  }
  await promisify(execFile)('npm', ['run', '--silent', 'built'], { cwd: root });
  await cp(await realpath(join(root, 'dist/latest')), join(program, 'dist/server'), {
    recursive: true,
  });
  return join(program, 'dist/server/main.js');
}

export async function makeServer(
  name: string,
  program: string,
  environment: Record<string, string>,
): Promise<ChaosServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  let child: ChildProcess | undefined;
  let isFrozen = false;
  const crashes: string[] = [];

  // Nothing of this run outlives it, however it ends.
  process.once('exit', () => child?.kill('SIGKILL'));

  async function begin(): Promise<void> {
    const env = { PATH: process.env.PATH, ...environment, PORT: String(port) };
    const started = spawn(process.execPath, [program, 'start'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    let said = '';
    started.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await delay(50)) {
      if (started.exitCode !== null || started.signalCode !== null) {
        throw new Error(`${name} ended at its start: ${said.trim()}`);
      }
      if (!(await answers(url))) continue;
      started.once('exit', (code, signal) => {
        if (signal !== 'SIGKILL') crashes.push(`${name} ended with ${code}: ${said.trim()}`);
      });
      return;
    }
    throw new Error(`${name} does not answer`);
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    isFrozen = false;
    await ended;
  }

  return {
    name,
    url,
    crashes,
    kill,
    get isFrozen() {
      return isFrozen;
    },
    async start() {
      for (let attempt = 1; ; attempt++) {
        try {
          return await begin();
        } catch (error) {
          await kill();
          if (attempt === 10) throw error;
          await delay(300);
        }
      }
    },
    freeze() {
      isFrozen = child?.kill('SIGSTOP') ?? false;
    },
    thaw() {
      child?.kill('SIGCONT');
      isFrozen = false;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(1_000);
    return (await fetch(new URL('/readyz', url), { signal })).ok;
  } catch {
    return false;
  }
}
