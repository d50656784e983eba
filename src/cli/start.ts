import pino, { type Logger } from 'pino';
import type { Config } from '../config.ts';
import { type OpenServer, openServer } from '../open-server.ts';
import { letHeapGrow } from './heap.ts';

/** Longer than any request may take; what hangs beyond it is not waited for. */
const longestStop = 30_000;

/** Serves until it is told to stop, then finishes what is open. */
export async function start(config: Config): Promise<void> {
  const log = openLog(config);
  const told = untilTold();
  const server = await openServer(config, log);
  letHeapGrow();
  process.stdout.write(greeting(server));
  log.info({ signal: await told }, 'stopping');
  setTimeout(() => process.exit(1), longestStop).unref();
  await server.close();
}

/**
 * In production lines are written together, since a system call for each costs as much as the query
 * it tells of. None waits longer than a fifth of a second, and the last are written at the end.
 */
function openLog({ environment, logLevel }: Config): Logger {
  if (environment !== 'production') return pino({ level: logLevel });
  const output = pino.destination({ sync: true });
  let lines = '';
  const flush = () => {
    if (lines !== '') output.write(lines);
    lines = '';
  };
  const flushSync = () => {
    flush();
    output.flushSync();
  };
  setInterval(flush, 200).unref();
  process.on('exit', flushSync);
  // Gathered here, since pino's destination would measure each line by itself.
  const gathered = {
    flushSync,
    write(line: string) {
      lines += line;
      if (lines.length >= 8 * 1024) flush();
    },
  };
  return pino({ level: logLevel }, gathered);
}

/** Resolves at the first SIGINT or SIGTERM; the second ends the process at once. */
function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let told = false;
    const listen = (signal: NodeJS.Signals) => {
      if (told) process.exit(1);
      told = true;
      resolve(signal);
    };
    process.on('SIGINT', listen).on('SIGTERM', listen);
  });
}

/** For the person at the terminal; in production the log says where the server listens. */
function greeting({ api, platform: { config } }: OpenServer): string {
  if (config.environment === 'production') return '';
  return [
    '',
    'ConsentGraph is running.',
    `  API       ${api.url}/graphql (subscriptions on the same address, over WebSocket)`,
    `  Sandbox   ${api.url}/sandbox (Apollo Sandbox, needs the internet)`,
    `  GraphiQL  ${api.url}/graphiql (works without)`,
    '  Tokens    npm run -s token -- ROLE',
    '            ROLE: fiduciary, principal, practitioner, operator or auditor',
    '',
    '',
  ].join('\n');
}
