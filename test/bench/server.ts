import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

/** What a process has used: microseconds of CPU since it started, bytes of memory. */
export interface Usage {
  cpu: number;
  rss: number;
  heapUsed: number;
}

/** A server in a process of its own. */
export interface Contender {
  name: string;
  url: string;
  pid: number;
  /** From the start of the process to its first answer. */
  startSeconds: number;
  usage(collectFirst?: boolean): Promise<Usage>;
  /** Says something to it over its channel. */
  tell(message: string): void;
  stop(): Promise<void>;
}

export interface Program {
  name: string;
  file: string;
  args?: string[];
  env: Record<string, string>;
  /** What the process writes to standard output, such as its log. */
  logFile: string;
  nodeOptions?: readonly string[];
  /** Answers once the server does. */
  isReady: (url: string) => Promise<boolean>;
}

/** Starts a server with the meter in it, and waits for its first answer. */
export async function startContender(program: Program): Promise<Contender> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(program.logFile, 'w');
  const started = performance.now();
  const child = fork(program.file, program.args ?? [], {
    execArgv: [
      '--import',
      join(import.meta.dirname, 'meter.ts'),
      '--disable-warning=ExperimentalWarning',
      ...(program.nodeOptions ?? []),
    ],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...program.env,
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  await untilReady(program, child, url);
  const startSeconds = (performance.now() - started) / 1000;
  return {
    name: program.name,
    url,
    pid: child.pid ?? 0,
    startSeconds,
    usage: (collectFirst = false) => ask(child, collectFirst ? 'collect' : 'usage'),
    tell: (message) => child.send(message),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const cutOff = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(cutOff);
    },
  };
}

async function untilReady(program: Program, child: ChildProcess, url: string): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; ) {
    if (child.exitCode !== null) break;
    if (await program.isReady(url).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  throw new Error(`${program.name} did not start; ${program.logFile} may say why`);
}

/** Asks a child one question at a time over its channel. */
export function ask<Answer>(child: ChildProcess, message: object | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: unknown) => {
      child.off('exit', onExit);
      resolve(answer as Answer);
    };
    const onExit = () => {
      child.off('message', onMessage);
      reject(new Error('a process of the benchmark ended early'));
    };
    child.once('message', onMessage).once('exit', onExit);
    child.send(message);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
