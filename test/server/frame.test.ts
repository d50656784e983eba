import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from '../../src/server/frame.ts';

const ofBytes = (length: number) =>
  (length < 12 ? '' : 'नमस्').padEnd(length < 12 ? length : length - 8, 'x');

test('texts of all lengths come through one connection, among what ws itself says', async () => {
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];
  const texts = lengths.map(ofBytes);
  expect(texts.map((text) => Buffer.byteLength(text))).toEqual(lengths);
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, stream, head) =>
    sockets.handleUpgrade(request, stream, head, (socket) => {
      for (const text of texts) {
        stream.write(textFrame(text));
        socket.ping();
        socket.send(text);
      }
      socket.close(1000);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const received: string[] = [];
    let pings = 0;
    client.on('ping', () => pings++);
    client.on('message', (data, isBinary) => received.push(isBinary ? 'binary' : String(data)));
    const [code] = await once(client, 'close');
    expect(code).toBe(1000);
    expect(received).toEqual(texts.flatMap((text) => [text, text]));
    expect(pings).toBe(texts.length);
  } finally {
    server.close();
  }
});
