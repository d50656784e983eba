import { createClient } from 'graphql-ws/client';
import { type Operation, type Problem, problemOf } from './api.ts';

/** How it stands with the stream: no connection yet, up to date, or lost and being restored. */
export type Connection = 'connecting' | 'live' | 'lost';

export interface LiveOptions {
  token: string;
  onConnection(state: Connection): void;
  /** The token has run out or was revoked: nothing comes back by itself. */
  onSignedOut(): void;
}

export interface Live {
  /** Follows events from a cursor on, over every loss of the connection, each exactly once. */
  follow<Data, Variables extends { after?: string | null }>(stream: Stream<Data, Variables>): void;
  stop(): void;
}

export interface Stream<Data, Variables> {
  operation: Operation<Data, Variables>;
  variables: Variables;
  /** Takes an event, and gives the cursor to go on from. */
  onEvent(data: Data): string;
  /** The stream cannot go on from its cursor. */
  onProblem(problem: Problem): void;
}

/** One socket for all that a page follows. */
export function openLive({ token, onConnection, onSignedOut }: LiveOptions): Live {
  let silence: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const client = createClient({
    url: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    connectionParams: { authorization: `Bearer ${token}` },
    keepAlive: pingEvery,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: waitForNetwork,
    shouldRetry: (cause) => !isSignedOut(cause),
    on: {
      connected: () => onConnection('live'),
      // A cable that is cut closes nothing: silence is what tells.
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), answerWithin);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
      closed: (event) => {
        clearTimeout(silence);
        if (stopped) return;
        if (isSignedOut(event)) onSignedOut();
        else onConnection('lost');
      },
    },
  });

  function follow<Data, Variables extends { after?: string | null }>(
    stream: Stream<Data, Variables>,
  ): void {
    let cursor = stream.variables.after;
    const goOn = () => {
      const variables = { ...stream.variables, after: cursor };
      if (!stopped) setTimeout(() => follow({ ...stream, variables }), goOnAfter);
    };
    const payload = {
      query: String(stream.operation),
      variables: {
        ...stream.variables,
        // Read anew whenever the client subscribes again, so that it goes on where it was cut.
        get after() {
          return cursor;
        },
      },
    };
    client.subscribe<Data>(payload, {
      next: ({ data, errors }) => {
        if (data) cursor = stream.onEvent(data);
        else if (errors?.[0]) stream.onProblem(problemOf(errors[0]));
      },
      error: (cause) => {
        if (isSignedOut(cause)) return;
        const problem = Array.isArray(cause) ? problemOf(cause[0]) : undefined;
        if (!problem || passing.has(problem.code)) goOn();
        else stream.onProblem(problem);
      },
      complete: goOn,
    });
  }

  const onOffline = () => client.terminate();
  addEventListener('offline', onOffline);
  return {
    follow,
    stop() {
      stopped = true;
      removeEventListener('offline', onOffline);
      clearTimeout(silence);
      client.dispose();
    },
  };
}

const pingEvery = 10_000;
const answerWithin = 5_000;
const goOnAfter = 1_000;

/** Passing troubles of the service, and its word that this reader was too slow: both go on by cursor. */
const passing = new Set<string>(['UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'RATE_LIMITED']);

/** Longer and longer, each reader a little otherwise; at once when the network is back. */
function waitForNetwork(retries: number): Promise<void> {
  const milliseconds = Math.min(longestWait, 500 * 2 ** retries) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const go = () => {
      removeEventListener('online', go);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener('online', go);
  });
}

const longestWait = 15_000;

function isSignedOut(cause: unknown): boolean {
  return cause instanceof CloseEvent && cause.code === 4403;
}
