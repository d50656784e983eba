import { type ExecutionResult, Kind, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Operation, textOf } from './client.ts';
import { patience } from './until.ts';

export interface StreamOptions {
  token?: string | undefined;
  /** The variable of that name, the cursor to go on from. */
  after?: string | undefined;
}

/**
 * A subscription over a real WebSocket. That something does not come is shown by what comes instead:
 * cause a later event and find it to be the next.
 */
export interface Stream<Data> {
  /**
   * The next event, waited for with patience.
   *
   * @throws Error when none comes in time or the stream has ended, and what the server refused it
   * with.
   */
  next(): Promise<ExecutionResult<Data>>;
  /** How the socket was closed, once it is. */
  readonly closed: Promise<{ code: number; reason: string }>;
  stop(): Promise<void>;
}

/** Opens a socket with one subscription on it, at once. */
export function stream<Data, Variables>(
  url: string,
  operation: Operation<Data, Variables>,
  variables: Variables | undefined,
  { token, after }: StreamOptions,
): Stream<Data> {
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    on: {
      closed: (event) => {
        const { code, reason } = event as WebSocket.CloseEvent;
        closed.resolve({ code, reason });
      },
    },
  });
  const query = textOf(operation);
  const events = client.iterate<Data>({
    query,
    variables: { ...variables, ...(after !== undefined && { after }) },
  });
  let coming = events.next();
  coming.catch(() => {});
  return {
    closed: closed.promise,
    async next() {
      const result = await within(patience, coming).catch((cause) => {
        throw asError(cause);
      });
      if (result.done) throw new Error(`the stream has ended: ${query}`);
      coming = events.next();
      coming.catch(() => {});
      return result.value as ExecutionResult<Data>;
    },
    async stop() {
      await client.dispose();
    },
  };
}

/** Whether an operation takes the cursor to go on from. */
export function takesCursor<Data, Variables>(operation: Operation<Data, Variables>): boolean {
  return parse(textOf(operation)).definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.variableDefinitions?.some(({ variable }) => variable.name.value === 'after'),
  );
}

/** graphql-ws rejects with the close event itself, and with the errors of a refused operation. */
function asError(cause: unknown): Error {
  if (cause instanceof Error) return cause;
  if (Array.isArray(cause)) return new Error(`the operation was refused: ${JSON.stringify(cause)}`);
  const { code, reason } = cause as WebSocket.CloseEvent;
  return new Error(`the socket was closed: ${code} ${reason}`);
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => deadline.reject(new Error(`nothing came within ${milliseconds} ms`)),
    milliseconds,
  );
  try {
    return await Promise.race([promise, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
