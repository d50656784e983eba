import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { FrameSocket, frame, sendRaw } from './frames.ts';
import { buildHouse, type House } from './house.ts';

let house: House;
let token: string;
let mutationsBefore = 0;

beforeAll(async () => {
  house = await buildHouse();
  token = await house.token();
});

beforeEach(() => {
  mutationsBefore = house.probe.mutations;
});

afterEach(() => {
  expect(house.probe.mutations).toBe(mutationsBefore);
});

afterAll(() => house.tearDown());

const touch = '{"query":"mutation { touch }"}';
const json = 'Content-Type: application/json\r\n';
const length = `Content-Length: ${touch.length}\r\n`;
const post = (headers: string, body = touch, target = '/graphql') =>
  `POST ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n${body}`;
const chunked = `${touch.length.toString(16)}\r\n${touch}\r\n0\r\n\r\n`;
const get = (target: string, headers = 'Host: x\r\n') =>
  `GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;

/** The answers on a connection: their status, and the code of the refusal. */
async function answersTo(request: string | Buffer): Promise<string[]> {
  const text = await sendRaw(house.url, request);
  expect(text).not.toMatch(/ at .*\.[jt]s|node_modules|HTTP\/1\.1 5|INTERNAL_SERVER_ERROR/);
  return text
    .split(/^(?=HTTP\/1\.1 )/m)
    .map((answer) => `${answer.slice(9, 12)} ${/"code":"(\w+)"/.exec(answer)?.[1] ?? ''}`.trim());
}

describe('a request that a proxy in front may have read in another way', () => {
  test.each([
    [
      'a length and chunks',
      post(`Host: x\r\n${json}${length}Transfer-Encoding: chunked\r\n`, chunked),
    ],
    [
      'two encodings',
      post(`Host: x\r\n${json}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n`, chunked),
    ],
    ['an unknown encoding', post(`Host: x\r\n${json}Transfer-Encoding: xchunked\r\n`, chunked)],
    [
      'a space before the colon',
      post(`Host: x\r\n${json}Transfer-Encoding : chunked\r\n`, chunked),
    ],
    ['a length below nothing', post(`Host: x\r\n${json}Content-Length: -1\r\n`)],
    ['a length beyond all bounds', post(`Host: x\r\n${json}Content-Length: ${'9'.repeat(20)}\r\n`)],
    [
      'a chunk beyond all bounds',
      post(`Host: x\r\n${json}Transfer-Encoding: chunked\r\n`, `${'F'.repeat(17)}\r\n${touch}`),
    ],
    ['lines that end in LF alone', post(`Host: x\r\n${json}${length}`).replaceAll('\r', '')],
    ['a header that is folded', post(`Host: x\r\nX-A: a\r\n b\r\n${json}${length}`)],
    ['two hosts', post(`Host: x\r\nhost: y\r\n${json}${length}`)],
    ['two types of its body', post(`Host: x\r\n${json}Content-Type: text/plain\r\n${length}`)],
    ['a preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['three thousand headers', post(`Host: x\r\n${'A: b\r\n'.repeat(3_000)}${json}${length}`)],
    ['an address of 20,000 characters', get(`/${'a'.repeat(20_000)}`)],
    [
      'a body that says it is compressed',
      post(`Host: x\r\n${json}Content-Encoding: gzip\r\n${length}`),
    ],
    [
      'a body that says it is UTF-16',
      post(`Host: x\r\n${json.replace('json', 'json; charset=utf-16')}${length}`),
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from(post(`Host: x\r\n${json}${length}`).replace('touch }', 'touch\xff}'), 'latin1'),
    ],
  ])('with %s is one bad request', async (_name, request) => {
    expect(await answersTo(request)).toEqual(['400 BAD_REQUEST']);
  });

  test('with two tokens is a bad request, whichever of them is good', async () => {
    const good = `Authorization: Bearer ${token}\r\n`;
    const wrong = 'authorization: Bearer wrong\r\n';
    for (const both of [good + wrong, wrong + good, good + good]) {
      expect(await answersTo(post(`Host: x\r\n${both}${json}${length}`))).toEqual([
        '400 BAD_REQUEST',
      ]);
    }
  });
});

describe('a method or an address that is none of ours', () => {
  test.each([
    ['TRACE /graphql', '404'],
    ['PROPFIND /graphql', '404'],
    ['OPTIONS *', '404'],
    ['HEAD /graphql', '405'],
    ['OPTIONS /graphql', '405'],
    ['get /graphql', '400'],
    ['GET //evil.example/graphql', '404'],
    ['GET http://[::1/graphql', '400'],
    ['GET /graphiql/../../package.json', '400'],
    ['GET /graphiql/%2e%2e/%2e%2e/package.json', '400'],
    ['GET /graphiql/..%2f..%2fpackage.json', '404'],
    ['GET /graphiql/..%5c..%5cpackage.json', '400'],
    ['GET /graphiql/index.html%00.js', '400'],
    ['GET /graphiql/.env', '404'],
  ])('%s is refused', async (line, status) => {
    const [answer = ''] = await answersTo(
      `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.slice(0, 3)).toBe(status);
  });

  test('an address that names another server is served as this one, and not repeated', async () => {
    const query = 'http://evil.example/graphql?query=%7Bgreeting%7D';
    const text = await sendRaw(
      house.url,
      get(query, 'Host: evil.example\r\nApollo-Require-Preflight: 1\r\n'),
    );
    expect(text).toContain('hello you');
    expect(text).not.toContain('evil');
  });
});

test('a slow client has half a minute for a request, and a minute and a half for silence', () => {
  const { requestTimeout, timeout } = house.server.app.server;
  expect({ requestTimeout, timeout }).toEqual({ requestTimeout: 30_000, timeout: 90_000 });
});

describe('a body that is not what it seems', () => {
  test.each([
    ['a key spelt with escapes', '{"query":"{ greeting }","\\u005f\\u005fproto__":{"a":1}}'],
    [
      'a prototype by way of the constructor',
      '{"query":"{ greeting }","variables":{"constructor":{"prototype":{"a":1}}}}',
    ],
    [
      'a prototype in its extensions',
      '{"query":"{ greeting }","extensions":{"x":{"__proto__":{"a":1}}}}',
    ],
    ['extensions that are a list', '{"query":"{ greeting }","extensions":[]}'],
    ['an operation name that is an object', '{"query":"{ greeting }","operationName":{}}'],
    [
      'an operation of every object',
      '{"query":"query A { greeting }","operationName":"constructor"}',
    ],
    ['a subscription', '{"query":"subscription { happened }"}'],
  ])('%s is a bad request', async (_name, body) => {
    const reply = await house.post(body);
    expect([reply.status, reply.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    expect(Object.prototype).not.toHaveProperty('a');
  });

  test('a number beyond all bounds is refused by its variable', async () => {
    const query = 'query ($n: Int) { items(first: $n) { nodes { name } } }';
    for (const number of ['1e999', '-1e999', '1e308', '0.5', '"1"']) {
      const reply = await house.post(`{"query":"${query}","variables":{"n":${number}}}`);
      expect(reply.body.errors?.[0]?.extensions.code, number).toBe('BAD_USER_INPUT');
    }
  });

  test('of two queries under one key, the one that is run is the one that was checked', async () => {
    const { body } = await house.post('{"query":"mutation { touch }","query":"{ greeting }"}');
    expect(body).toEqual({ data: { greeting: 'hello you' } });
  });

  test('a mutation that GET names among queries is not run', async () => {
    const query = encodeURIComponent('query A { greeting } mutation B { touch }');
    const target = `/graphql?query=${query}&operationName=B`;
    expect(await answersTo(get(target, 'Host: x\r\nApollo-Require-Preflight: 1\r\n'))).toEqual([
      '405 METHOD_NOT_ALLOWED',
    ]);
  });

  test('a stream of events is not opened by asking for one', async () => {
    const reply = await house.post(
      { query: 'subscription { happened }' },
      { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    );
    expect(reply.status).toBe(400);
    expect(house.probe.openStreams).toBe(0);
  });
});

describe('frames that no client sends', () => {
  const [text, continuation, close, ping] = [1, 0, 8, 9] as const;
  const part = (payload: string) => frame(continuation, payload, { fin: false });

  test.each<[string, Buffer[], number]>([
    ['compressed, though that was not agreed on', [frame(text, 'x', { reserved: 4 })], 1002],
    ['without a mask', [frame(text, '{"type":"ping"}', { masked: false })], 1002],
    ['a text that is no UTF-8', [frame(text, Buffer.from([0xff, 0xfe]))], 1007],
    ['an opcode that is none', [frame(3, 'x')], 1002],
    ['a continuation of nothing', [frame(continuation, 'x')], 1002],
    ['a ping that is too long', [frame(ping, 'x'.repeat(126))], 1002],
    ['a close of one byte', [frame(close, 'x')], 1002],
    ['a length that no number holds', [frame(text, '', { length: 2n ** 63n - 1n })], 1009],
    [
      'many fragments of a long message',
      [frame(text, ' '.repeat(1_024), { fin: false }), ...Array(64).fill(part(' '.repeat(1_024)))],
      1009,
    ],
    [
      'a message in twenty thousand pieces',
      [frame(text, '', { fin: false }), ...Array(20_000).fill(part(''))],
      1008,
    ],
    [
      'a list within a list, 30,000 times',
      [frame(text, '['.repeat(30_000) + ']'.repeat(30_000))],
      4400,
    ],
    ['an id that is empty', [frame(text, subscribe(''))], 4400],
  ])('%s: the socket closes with the code for it', async (_name, frames, code) => {
    const socket = await FrameSocket.open(house.url, token);
    socket.send(...frames);
    expect(await socket.closeCode()).toBe(code);
    socket.socket.destroy();
  });

  test('compression is not agreed to, so that nothing small can become large', async () => {
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n';
    const { text: answer, socket } = await FrameSocket.open(house.url, token, offer);
    expect(answer).toContain('101 Switching Protocols');
    expect(answer.toLowerCase()).not.toContain('sec-websocket-extensions');
    socket.destroy();
  });

  test('a ping is answered, however deeply what it carries nests', async () => {
    const socket = await FrameSocket.open(house.url, token);
    const nested = `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`;
    socket.send(frame(text, `{"type":"ping","payload":${nested}}`));
    await until(() => socket.text.includes('{"type":"pong"}'));
    expect(socket.ended).toBe(false);
    expect(house.logLines.filter(({ level }) => level === 50)).toEqual([]);
    socket.socket.destroy();
  });

  test('ids are names and nothing else', async () => {
    const socket = await FrameSocket.open(house.url, token);
    for (const id of ['__proto__', 'constructor', 'hasOwnProperty', 'toString']) {
      socket.send(frame(text, subscribe(id)));
    }
    await until(() => house.probe.openStreams === 4);
    house.probe.emit('to all');
    await until(() => socket.text.split('to all').length === 5);
    socket.socket.destroy();
    await until(() => house.probe.openStreams === 0);
  });

  test('a flood of pings from whoever reads no answer ends its socket, and no other', async () => {
    const [flooding, other] = [
      await FrameSocket.open(house.url, token),
      await FrameSocket.open(house.url, token),
    ];
    flooding.socket.pause();
    const pings = Buffer.concat(Array(2_000).fill(frame(ping, 'x'.repeat(125))));
    await until(async () => {
      if (flooding.socket.writableLength < 1_000_000) flooding.send(pings);
      return flooding.socket.destroyed;
    });
    other.send(frame(text, '{"type":"ping"}'));
    await until(() => other.text.includes('{"type":"pong"}'));
    other.socket.destroy();
  });
});

function subscribe(id: string): string {
  return JSON.stringify({ type: 'subscribe', id, payload: { query: 'subscription { happened }' } });
}
