/** Clients of live streams, many in one process. Counts what arrives, and how old it is. */
import { WebSocket } from 'ws';
import { serve } from './serve.ts';

export type LiveCommand =
  | { connect: LiveClients }
  /** Answers once so many events have arrived since the last time this was asked. */
  | { await: number }
  | { disconnect: true };

export interface LiveClients {
  /** `ws://…` */
  url: string;
  token: string;
  /** One operation a socket; without a document the socket only listens. */
  query?: string;
  variables: Record<string, unknown>[];
}

export interface LiveOutcome {
  arrived: number;
  /**
   * Of clients that follow one consent each: its id, and when its event arrived, in milliseconds since
   * 1970 with fractions.
   */
  arrivals: [id: string, at: number][];
}

const sockets: WebSocket[] = [];
let arrived = 0;
let arrivals: LiveOutcome['arrivals'] = [];
let clock = readClock();
let enough = () => {};

serve(async (command: LiveCommand): Promise<LiveOutcome> => {
  if ('connect' in command) await connectAll(command.connect);
  else if ('disconnect' in command) for (const socket of sockets.splice(0)) socket.terminate();
  else {
    clock = readClock();
    await until(command.await);
  }
  const outcome = { arrived, arrivals };
  arrived = 0;
  arrivals = [];
  return outcome;
});

async function connectAll({ variables, ...clients }: LiveClients): Promise<void> {
  const waiting = [...variables];
  const connectSome = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await connect(clients, one);
  };
  await Promise.all(Array.from({ length: 50 }, connectSome));
}

function connect(
  { url, token, query }: Omit<LiveClients, 'variables'>,
  variables: Record<string, unknown>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
    sockets.push(socket);
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.once('error', reject);
    socket.once('open', () => {
      if (!query) return resolve();
      send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    });
    socket.on('message', (data) => {
      const text = String(data);
      // Parsed for the first events only, so that the clients do not outweigh the server.
      if (text.includes('"next"')) return arrive(variables.id);
      const { type } = JSON.parse(text) as { type: string };
      if (type === 'connection_ack') {
        send({ type: 'subscribe', id: '1', payload: { query, variables } });
        // An answer to this comes after the subscription was taken up, or refused.
        send({ type: 'ping' });
      } else if (type === 'pong') resolve();
      else if (type === 'ping') send({ type: 'pong' });
      else reject(new Error(`not subscribed: ${text}`));
    });
  });
}

function arrive(id: unknown): void {
  if (typeof id === 'string') arrivals.push([id, clock()]);
  arrived += 1;
  enough();
}

function until(count: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(resolve, 30_000);
    enough = () => {
      if (arrived < count) return;
      clearTimeout(cutOff);
      enough = () => {};
      resolve();
    };
    enough();
  });
}

/**
 * The system's clock, to fractions of a millisecond: read from the moment at which a new millisecond
 * begins. It is set by milliseconds while processes run, which `performance.timeOrigin` does not know.
 */
function readClock(): () => number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  const offset = now - performance.now();
  return () => offset + performance.now();
}
