import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, type MockInstance, test, vi } from 'vitest';
import { headWriter, type WriteHead } from '../../src/server/head.ts';

const always = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
const quick = headWriter(always);
const usual: WriteHead = (response, status, headers) =>
  response.writeHead(status, [...Object.entries(always).flat(), ...headers]);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Answer = () => {};
/** Node's own way, for each answer of the last connection. */
let usualWays: MockInstance[] = [];
const server = createServer({ keepAliveTimeout: 72_000 }, (request, response) => {
  usualWays.push(vi.spyOn(response, 'writeHead'));
  answer(request, response);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** All that comes back on one connection for some requests, which are sent at once. */
async function bytesOf(requests: string, given: Answer): Promise<string> {
  answer = given;
  usualWays = [];
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let bytes = '';
  socket.on('data', (chunk) => {
    bytes += chunk.toString('latin1');
    if (bytes.endsWith('the end')) socket.end();
  });
  socket.write(requests);
  await once(socket, 'close');
  return bytes.replaceAll(/Date: .*/g, 'Date: now');
}

const answering =
  (writeHead: WriteHead, status = 200, more: string[] = []): Answer =>
  (request, response) => {
    const text = request.url === '/last' ? 'the end' : 'one';
    const length = ['content-length', String(text.length)];
    writeHead(response, status, ['x-request-id', 'a-1', ...more, ...length]).end(text);
  };

const keptAlive =
  'GET /first HTTP/1.1\r\nhost: here\r\n\r\nGET /last HTTP/1.1\r\nhost: here\r\n\r\n';

test.each([200, 400, 500, 299])('a head of status %i is what Node writes', async (status) => {
  const ours = await bytesOf(keptAlive, answering(quick, status));
  expect(usualWays).toHaveLength(2);
  for (const usualWay of usualWays) expect(usualWay).not.toHaveBeenCalled();
  expect(ours).toContain('Keep-Alive: timeout=72');
  expect(ours).toBe(await bytesOf(keptAlive, answering(usual, status)));
});

test('the moment is the present one, as Node writes it', async () => {
  const before = Math.floor(Date.now() / 1_000) * 1_000;
  answer = answering(quick);
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/first`);
  const date = headers.get('date') ?? '';
  expect(new Date(date).toUTCString()).toBe(date);
  expect(Date.parse(date)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(date)).toBeLessThanOrEqual(Date.now());
});

test.each([
  ['a connection to be closed', 'GET /last HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n'],
  ['an old client', 'GET /last HTTP/1.0\r\n\r\n'],
  [
    'an old client that keeps its connection',
    'GET /last HTTP/1.0\r\nconnection: keep-alive\r\n\r\n',
  ],
])('%s is answered as Node does', async (_what, request) => {
  const ours = await bytesOf(request, answering(quick));
  expect(ours).toBe(await bytesOf(request, answering(usual)));
});

test('headers that were set before are sent too', async () => {
  const withCookie = (writeHead: WriteHead): Answer => {
    const go = answering(writeHead);
    return (request, response) => go(request, response.setHeader('set-cookie', 'a=b'));
  };
  const ours = await bytesOf(keptAlive, withCookie(quick));
  expect(ours).toContain('set-cookie: a=b');
  expect(ours).toBe(await bytesOf(keptAlive, withCookie(usual)));
});

test('nothing in a value can end its line', async () => {
  const refusals: unknown[] = [];
  await bytesOf(keptAlive, (request, response) => {
    for (const value of ['a\r\nset-cookie: b', 'a\nb', 'a\0']) {
      try {
        quick(response, 200, ['x-note', value, 'content-length', '0']);
      } catch (error) {
        refusals.push(error);
      }
    }
    answering(quick)(request, response);
  });
  expect(refusals).toHaveLength(6);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'ERR_INVALID_CHAR' });
  expect(() => headWriter({ 'x-note': 'a\nb' })).toThrow('Invalid character');
});

test('umlauts of Latin-1 are left to Node', async () => {
  const ours = await bytesOf(keptAlive, answering(quick, 200, ['x-note', 'ü']));
  for (const usualWay of usualWays) expect(usualWay).toHaveBeenCalledOnce();
  expect(ours).toBe(await bytesOf(keptAlive, answering(usual, 200, ['x-note', 'ü'])));
});
