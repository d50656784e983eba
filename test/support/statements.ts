import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Platform } from '../../src/platform.ts';

/** Runs work that makes requests, and tells what statements their server sent to answer them. */
export type Counted = <Answer>(work: () => Promise<Answer>) => Promise<[Answer, string[]]>;

const counts = new AsyncLocalStorage<string[]>();

/**
 * Counts statements where they leave a server of this process, by the request that they are made for:
 * what the server does of itself meanwhile is not among them, nor is the leasing of permits, which
 * one request does for many.
 */
export function countStatements({ database }: Platform): Counted {
  let counting: string[] = [];
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const count = counting;
    counts.enterWith(count);
    // What waits for the body is told of it by the connection, which outlives the request.
    const emit = request.emit.bind(request);
    request.emit = (...event: Parameters<typeof emit>) => counts.run(count, () => emit(...event));
  });
  database.sql.options.debug = (_connection, statement) => {
    if (!statement.includes('lease_permits')) counts.getStore()?.push(statement);
  };
  return async (work) => {
    counting = [];
    const answer = await work();
    return [answer, [...counting]];
  };
}
