import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Sql } from '../../src/database/index.ts';
import type { Platform } from '../../src/platform.ts';

/** Runs work that makes requests, and tells what statements their server sent to answer them. */
export type Counted = <Answer>(work: () => Promise<Answer>) => Promise<[Answer, string[]]>;

const counts = new AsyncLocalStorage<string[]>();

/**
 * Counts statements that leave a server of this process, by the request that they are made for: what
 * the server does of itself meanwhile is not among them, nor is the leasing of permits, which one
 * request does for many.
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
  noteStatements(database.sql);
  return async (work) => {
    counting = [];
    const answer = await work();
    return [answer, [...counting]];
  };
}

/**
 * A statement belongs to the request that made it, though it may be sent, with others before it on
 * its connection, from no request's call: it keeps its count from when it is run until its text is
 * put together.
 */
function noteStatements(sql: Sql): void {
  const query = Object.getPrototypeOf(sql.unsafe('select 1')) as Noted;
  const { handle } = query;
  query.handle = function (this: Noted) {
    this.count ??= counts.getStore();
    return handle.call(this);
  };
  Object.defineProperty(query, 'string', {
    set(this: Noted, text: string) {
      Object.defineProperty(this, 'string', { value: text, writable: true });
      if (!text.includes('lease_permits')) this.count?.push(text);
    },
  });
}

/** A query of postgres.js. */
interface Noted {
  handle(): unknown;
  count?: string[] | undefined;
}
