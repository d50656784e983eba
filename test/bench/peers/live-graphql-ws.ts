/** graphql-ws as its documentation sets it up. */
import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { onEvent, typeDefs } from './live-events.ts';

const { HOST, PORT } = process.env;
const events = new EventEmitter().setMaxListeners(0);
onEvent((event) => events.emit('event', { consentStatusChanged: event }));

async function* consentStatusChanged() {
  for await (const [event] of on(events, 'event')) yield event;
}

const server = createServer((_request, response) => response.end('ready'));
useServer(
  { schema: buildSchema(typeDefs), roots: { subscription: { consentStatusChanged } } },
  new WebSocketServer({ server, path: '/graphql' }),
);
server.listen(Number(PORT), HOST);
