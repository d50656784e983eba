import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { type Message, RawClient } from './client.ts';
import { buildHouse, type House } from './house.ts';

let house: House;
let token: string;
const clients: RawClient[] = [];

beforeAll(async () => {
  house = await buildHouse({ socketLimits: { initMilliseconds: 300, pingMilliseconds: 500 } });
  token = await house.token();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  await until(() => house.probe.openStreams === 0);
});

afterAll(() => house.tearDown());

async function open(
  ...options: Parameters<typeof RawClient.open> extends [string, ...infer R] ? R : never
) {
  const client = await RawClient.open(house.url, ...options);
  clients.push(client);
  return client;
}

async function signedIn(): Promise<RawClient> {
  return (await open()).init(token);
}

async function live(client: RawClient, id = 'live'): Promise<void> {
  const before = house.probe.openStreams;
  client.subscribe(id, 'subscription { happened }');
  await until(() => house.probe.openStreams > before);
}

const isFor = (id: string, type: string) => (message: Message) =>
  message.id === id && message.type === type;

const codesOf = ({ payload }: Message) =>
  (payload as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);

test('without connection_init in time it closes with 4408', async () => {
  expect(await (await open()).closeCode()).toBe(4408);
});

test('a second connection_init closes it with 4429', async () => {
  const client = await signedIn();
  client.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect(await client.closeCode()).toBe(4429);
});

test('a subscription before the acknowledgement closes it with 4401', async () => {
  const client = await open();
  client.subscribe('1', 'subscription { happened }');
  expect(await client.closeCode()).toBe(4401);
  expect(house.probe.openStreams).toBe(0);
});

test('an id that is in use closes it with 4409', async () => {
  const client = await signedIn();
  await live(client, '1');
  client.subscribe('1', 'subscription { happened }');
  expect(await client.closeCode()).toBe(4409);
});

test.each([
  ['what is not JSON', 'hello'],
  ['an array', '[]'],
  ['an unknown type', '{"type":"query"}'],
  ['a subscription without an id', '{"type":"subscribe","payload":{"query":"{ a }"}}'],
  ['a query that is no text', '{"type":"subscribe","id":"1","payload":{"query":{}}}'],
  ['binary', Buffer.from('{"type":"ping"}')],
])('%s closes it with 4400', async (_name, frame) => {
  const client = await signedIn();
  client.send(frame);
  expect(await client.closeCode()).toBe(4400);
});

test.each([
  ['no payload', undefined],
  ['no token', {}],
  ['a token that is none', { authorization: 'Bearer nonsense' }],
  ['another scheme', { authorization: 'Basic YTpi' }],
  ['a token that is a number', { authorization: 7 }],
])('%s in connection_init closes it with 4403', async (_name, payload) => {
  const client = await open();
  client.send({ type: 'connection_init', payload });
  expect(await client.closeCode()).toBe(4403);
  expect(client.heard).toEqual([]);
});

test('an expired token closes it with 4403', async () => {
  const client = await open();
  const authorization = `Bearer ${await house.token({ lifetime: -60 })}`;
  client.send({ type: 'connection_init', payload: { authorization } });
  expect(await client.closeCode()).toBe(4403);
});

test.each([[[]], [['graphql-ws']]])('the subprotocols %j close it with 4406', async (protocols) => {
  const { port } = new URL(house.url);
  const socket = connect(Number(port), '127.0.0.1');
  const offered = protocols.map((name) => `Sec-WebSocket-Protocol: ${name}\r\n`).join('');
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${offered}` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  let answer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    answer = Buffer.concat([answer, data]);
  });
  const frame = () => answer.subarray(answer.indexOf('\r\n\r\n') + 4);
  await until(() => answer.includes('\r\n\r\n') && frame().length >= 4);
  expect(frame()[0]).toBe(0x88);
  expect(frame().readUInt16BE(2)).toBe(4406);
  socket.destroy();
});

test('a frame over 64 KiB closes it with 1009', async () => {
  const client = await signedIn();
  client.send({ type: 'ping', payload: { text: 'x'.repeat(64 * 1024) } });
  expect(await client.closeCode()).toBe(1009);
});

test('a syntax error beside a live subscription ends only itself', async () => {
  const client = await signedIn();
  await live(client);
  client.subscribe('wrong', 'subscription {');
  expect(codesOf(await client.message(isFor('wrong', 'error')))).toEqual(['BAD_REQUEST']);
  house.probe.emit('still here');
  const next = await client.message(isFor('live', 'next'));
  expect(next.payload).toEqual({ data: { happened: 'still here' } });
});

test.each([
  ['a query', 'query { greeting }', {}, 'BAD_REQUEST'],
  ['a mutation', 'mutation { touch }', {}, 'BAD_REQUEST'],
  ['an unknown field', 'subscription { nothing }', {}, 'BAD_REQUEST'],
  [
    'an unknown operation name',
    'subscription A { happened }',
    { operationName: 'B' },
    'BAD_REQUEST',
  ],
  [
    'a hundred directives',
    `subscription { happened ${'@include(if: true) '.repeat(100)} }`,
    {},
    'BAD_REQUEST',
  ],
  ['too many tokens', `subscription { happened ${'happened '.repeat(5_000)} }`, {}, 'BAD_REQUEST'],
  ['a missing variable', 'subscription ($x: Int!) { happened(times: $x) }', {}, 'BAD_USER_INPUT'],
  ['no permission', 'subscription { secretHappened }', {}, 'FORBIDDEN'],
  ['a stream that breaks', 'subscription { breaks }', {}, 'INTERNAL_SERVER_ERROR'],
])('%s is answered with an error for its id alone', async (_name, query, rest, code) => {
  const client = await signedIn();
  const before = house.probe.mutations;
  client.subscribe('1', query, rest);
  const error = await client.message(isFor('1', 'error'));
  expect(codesOf(error)).toEqual([code]);
  expect(JSON.stringify(error)).not.toContain('hunter2');
  expect(client.closed).toBeUndefined();
  expect(house.probe.openStreams).toBe(0);
  expect(house.probe.mutations).toBe(before);
  // The id is free again.
  await live(client, '1');
});

test('ten mistakes are told of in five errors', async () => {
  const client = await signedIn();
  client.subscribe(
    '1',
    `subscription { ${Array.from({ length: 10 }, (_, i) => `f${i}`).join(' ')} }`,
  );
  expect(codesOf(await client.message(isFor('1', 'error')))).toHaveLength(5);
});

test('a fault in one event is masked, and the stream goes on', async () => {
  const client = await signedIn();
  await live(client);
  house.probe.emit('explode');
  const next = await client.message(isFor('live', 'next'));
  expect(JSON.stringify(next)).not.toContain('hunter2');
  expect(next.payload).toMatchObject({
    errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
  house.probe.emit('after');
  await client.message(
    ({ payload }) => JSON.stringify(payload) === '{"data":{"happened":"after"}}',
  );
});

test('the 51st subscription of a socket is refused, the others go on', async () => {
  const client = await signedIn();
  for (let i = 1; i <= 50; i += 1) client.subscribe(`${i}`, 'subscription { happened }');
  await until(() => house.probe.openStreams === 50);
  client.subscribe('51', 'subscription { happened }');
  expect(codesOf(await client.message(isFor('51', 'error')))).toEqual(['RATE_LIMITED']);
  house.probe.emit('to all');
  await until(() => client.heard.filter(({ type }) => type === 'next').length === 50);
  client.send({ type: 'complete', id: '50' });
  await until(() => house.probe.openStreams === 49);
  client.subscribe('51', 'subscription { happened }');
  await until(() => house.probe.openStreams === 50);
});

test('a token that expires mid-stream closes it with 4403, and not before', async () => {
  // Tokens count whole seconds: this one runs out three to four seconds after it was made.
  const expires = Date.now() + 3_000;
  const client = await open();
  await client.init(await house.token({ lifetime: 4 }));
  await live(client);
  expect(await client.closeCode()).toBe(4403);
  expect(Date.now()).toBeGreaterThanOrEqual(expires);
  expect(client.closed?.reason).toBe('Token expired');
});

test.each(['https://evil.example', 'null', 'http://localhost:1'])(
  'the origin %s is refused at the upgrade',
  async (origin) => {
    const client = await RawClient.open(house.url, 'graphql-transport-ws', { origin });
    expect(client.closed?.code).toBe(1006);
    expect(client.socket.protocol).toBe('');
  },
);

test('the server’s own origins may connect', async () => {
  const client = await open('graphql-transport-ws', { origin: house.url });
  await client.init(token);
});

test('another path is no socket', async () => {
  const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
  socket.write(
    'GET /elsewhere HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const [data] = await once(socket, 'data');
  expect(String(data)).toMatch(/^HTTP\/1\.1 404 /);
  socket.destroy();
});

test('a stalled reader is cut, and the others are unharmed', async () => {
  const stalled = await signedIn();
  const other = await signedIn();
  await live(other);
  stalled.subscribe('1', 'subscription { flood }');
  await stalled.message(isFor('1', 'next'));
  (stalled.socket as unknown as { _socket: { pause(): void } })._socket.pause();
  await until(() => house.probe.openStreams === 1);
  house.probe.emit('unharmed');
  const next = await other.message(isFor('live', 'next'));
  expect(next.payload).toEqual({ data: { happened: 'unharmed' } });
});

test('leaving ends the streams of a socket', async () => {
  const client = await signedIn();
  await live(client, '1');
  await live(client, '2');
  client.leave();
  await until(() => house.probe.openStreams === 0);
});
