import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer as createListener, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { RawClient } from './client.ts';
import { ask, buildHouse, type House } from './house.ts';

let house: House;
let closed = false;

beforeEach(async () => {
  closed = false;
  house = await buildHouse();
});

afterEach(() => house.tearDown());

test('a live server is healthy and ready', async () => {
  expect((await ask(`${house.url}/healthz`)).status).toBe(200);
  expect((await ask(`${house.url}/readyz`)).body).toEqual({ status: 'ready' });
});

test('without its database it is healthy and not ready', async () => {
  await house.database.sql.end({ timeout: 0 });
  expect((await ask(`${house.url}/healthz`)).status).toBe(200);
  expect((await ask(`${house.url}/readyz`)).status).toBe(503);
});

test('a database that is gone is told as 503 to whoever has signed in', async () => {
  const authorization = `Bearer ${await house.token()}`;
  await house.database.close();
  const reply = await house.post({ query: '{ greeting }' }, { authorization });
  expect(reply.status).toBe(503);
  expect(reply.body.errors?.[0]?.extensions).toMatchObject({
    code: 'UNAVAILABLE',
    retryable: true,
  });
  expect(reply.headers.get('retry-after')).toBe('1');
});

test('the public keys are served for anyone to keep', async () => {
  const reply = await ask(`${house.url}/.well-known/jwks.json`);
  expect(reply.headers.get('content-type')).toContain('application/jwk-set+json');
  expect(reply.body).toEqual(house.platform.vault.publicKeys());
  expect(reply.text).not.toContain('"d"');
});

test('closing tells every socket to go elsewhere', async () => {
  const token = await house.token();
  const client = await (await RawClient.open(house.url)).init(token);
  client.subscribe('1', 'subscription { happened }');
  await until(() => house.probe.openStreams === 1);
  await Promise.all([house.server.close(), client.closeCode()]);
  expect(client.closed).toEqual({ code: 1001, reason: 'Going away' });
  expect(house.probe.openStreams).toBe(0);
});

test('closing finishes open requests first', async () => {
  let finish = (_value: string) => {};
  house.probe.pause = new Promise((resolve) => {
    finish = resolve;
  });
  const reply = house.post({ query: '{ paused }' });
  await until(() => house.probe.waiting === 1);
  const closing = house.server.close().then(() => {
    closed = true;
  });
  await until(async () => !(await accepts()));
  expect(closed).toBe(false);
  finish('done');
  expect((await reply).body).toEqual({ data: { paused: 'done' } });
  await closing;
});

test('closing answers whoever has connected and was not yet taken', async () => {
  const port = Number(new URL(house.url).port);
  // The system makes these connections at once; the server hears of them when its loop next turns.
  const answers = Array.from({ length: 20 }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    return text(socket);
  });
  const closing = house.server.close();
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  await closing;
});

test('closing is not held up by who says nothing, or not all of it', async () => {
  const port = Number(new URL(house.url).port);
  const begun = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n\r\n{';
  const asked = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n';
  const [silent, half, late] = [1, 2, 3].map(() => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    return socket;
  }) as [Socket, Socket, Socket];
  await Promise.all([silent, half, late].map((socket) => once(socket, 'connect')));
  half.write(begun);
  const isEnded = Promise.all([silent, half].map((socket) => once(socket.resume(), 'close')));
  const closing = house.server.close();
  await until(async () => !(await accepts()));
  late.write(asked);
  expect(await text(late)).toMatch(/^HTTP\/1\.1 200 /);
  await Promise.all([closing, isEnded]);
});

test('a port in use is the system’s error', async () => {
  const port = Number(new URL(house.url).port);
  const second = buildHouse({ env: { PORT: String(port) } });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('an address behind a trusted proxy is the client’s', async () => {
  const proxied = await buildHouse({ env: { TRUST_PROXY: '1' } });
  const reply = await proxied.post(
    { query: '{ connection }' },
    { 'x-forwarded-for': `6.6.6.6, 203.0.113.${randomBytes(1)[0]}` },
  );
  const { connection } = reply.body.data as { connection: string };
  expect(JSON.parse(connection).ip).toMatch(/^203\.0\.113\./);
  await proxied.tearDown();
});

/** Whether anything still listens at the server's address. */
async function accepts(): Promise<boolean> {
  const listener = createListener();
  const free = await new Promise<boolean>((resolve) => {
    listener.once('error', () => resolve(false));
    listener.listen(Number(new URL(house.url).port), '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => listener.close(resolve));
  return !free;
}
