import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { type Client, createClient } from 'graphql-ws';

const url = new URL('/graphql', location.href).href;

/** Queries and mutations by HTTP; subscriptions by one socket for as long as the token is the same. */
export const fetcher: Fetcher = (operation, options) => {
  const headers = sent(options?.headers);
  const ask = createGraphiQLFetcher({ url, headers, wsClient: socketFor(headers) });
  return ask(operation, { ...options, headers });
};

/** The headers without those left empty: an empty `authorization` would be a wrong token. */
function sent(headers: Record<string, unknown> = {}): Record<string, string> {
  const filled = Object.entries(headers).filter(([, value]) => value !== '' && value !== null);
  return Object.fromEntries(filled.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

let authorizationInUse: string | undefined;
let socket: Client | undefined;

function socketFor({ authorization }: Record<string, string>): Client {
  if (socket && authorization === authorizationInUse) return socket;
  void socket?.dispose();
  authorizationInUse = authorization;
  socket = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: { authorization },
    // A token that is refused will be refused again.
    shouldRetry: (event) => !(event instanceof CloseEvent && event.code === 4403),
  });
  return socket;
}
