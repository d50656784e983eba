/** The limit of live delivery: `ws`, one text made once and sent to every socket. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { onEvent } from './live-events.ts';

const { HOST, PORT } = process.env;
const server = createServer((_request, response) => response.end('ready'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
onEvent((event) => {
  const text = JSON.stringify({
    id: '1',
    type: 'next',
    payload: { data: { consentStatusChanged: event } },
  });
  for (const socket of sockets.clients) socket.send(text);
});
server.listen(Number(PORT), HOST);
