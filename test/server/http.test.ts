import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refuse } from '../../src/errors.ts';
import { ask, buildHouse, type House, type Reply } from './house.ts';

let house: House;

beforeAll(async () => {
  house = await buildHouse();
});

afterAll(() => house.tearDown());

let mutationsBefore = 0;

beforeEach(() => {
  mutationsBefore = house.probe.mutations;
  house.probe.fault = new Error('password=hunter2');
});

const send = (body: unknown, headers?: Record<string, string>) => house.post(body, headers);

function expectRefusal(reply: Reply, status: number, code: string): void {
  expect({ status: reply.status, code: reply.body.errors?.[0]?.extensions.code }).toEqual({
    status,
    code,
  });
  expect(reply.body).not.toHaveProperty('data');
  expect(reply.text).not.toMatch(/ at .*\.[jt]s|node_modules|\/src\//);
  expect(reply.body.errors?.length).toBeLessThanOrEqual(5);
}

describe('a request that is not GraphQL over HTTP', () => {
  afterEach(() => {
    expect(house.probe.mutations).toBe(mutationsBefore);
  });

  test('truncated JSON is a bad request, said in JSON', async () => {
    const reply = await send('{"query": "{ greeting }');
    expectRefusal(reply, 400, 'BAD_REQUEST');
    expect(reply.headers.get('content-type')).toBe(
      'application/graphql-response+json; charset=utf-8',
    );
  });

  test.each([
    ['text/plain', '{"query":"mutation { touch }"}'],
    ['application/x-www-form-urlencoded', 'query=mutation+%7B+touch+%7D'],
    ['multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
    ['application/xml', '<query/>'],
  ])('a body of %s is a bad request', async (type, body) => {
    expectRefusal(await send(body, { 'content-type': type }), 400, 'BAD_REQUEST');
  });

  test('a batch array is a bad request', async () => {
    const batch = [{ query: 'mutation { touch }' }, { query: 'mutation { touch }' }];
    expectRefusal(await send(batch), 400, 'BAD_REQUEST');
  });

  test('a key that would reach an object’s prototype is a bad request', async () => {
    const body = '{"query":"{ greeting }","variables":{"__proto__":{"polluted":true}}}';
    expectRefusal(await send(body), 400, 'BAD_REQUEST');
  });

  test.each([
    ['no query', {}],
    ['an empty object', { variables: {} }],
    ['a query that is a number', { query: 7 }],
    ['null', null],
    [
      'a stored operation’s digest',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    ],
  ])('%s is a bad request', async (_name, body) => {
    expectRefusal(await send(body), 400, 'BAD_REQUEST');
  });

  test('a mutation by GET is not allowed', async () => {
    const reply = await ask(`${house.url}/graphql?query=mutation%7Btouch%7D`, {
      headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' },
    });
    expectRefusal(reply, 405, 'METHOD_NOT_ALLOWED');
    expect(reply.headers.get('allow')).toBe('POST');
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is not allowed', async (method) => {
    const reply = await ask(`${house.url}/graphql`, { method });
    expectRefusal(reply, 405, 'METHOD_NOT_ALLOWED');
    expect(reply.headers.get('allow')).toBe('GET, POST');
  });

  test('a query by GET that another site’s page could send is refused', async () => {
    const reply = await ask(`${house.url}/graphql?query=%7Bgreeting%7D`);
    expectRefusal(reply, 400, 'BAD_REQUEST');
  });

  test('an Accept that takes neither form is refused before anything runs', async () => {
    const reply = await send({ query: 'mutation { touch }' }, { accept: 'text/html' });
    expectRefusal(reply, 400, 'BAD_REQUEST');
  });

  test('a subscription over HTTP is a bad request that says where to go', async () => {
    const token = await house.token();
    const reply = await send(
      { query: 'subscription { happened }' },
      { authorization: `Bearer ${token}` },
    );
    expectRefusal(reply, 400, 'BAD_REQUEST');
    expect(reply.body.errors?.[0]?.message).toContain('WebSocket');
  });

  test('an unknown address is answered as JSON', async () => {
    expectRefusal(await ask(`${house.url}/nothing/here`), 404, 'NOT_FOUND');
  });

  test('a path that is not an address is answered as JSON', async () => {
    expectRefusal(await ask(`${house.url}/graphql/%E0%A4%A`), 400, 'BAD_REQUEST');
  });

  test.each([
    ['a Host that is no host', 'POST /graphql HTTP/1.1\r\nHost: a b\r\n'],
    ['an unclosed bracket as Host', 'POST /graphql HTTP/1.1\r\nHost: [\r\n'],
    ['no HTTP at all', 'hello\r\n'],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n',
    ],
  ])('%s is a bad request', async (_name, head) => {
    const body = '{"query":"{ __typename }"}';
    const answer = await raw(
      `${head}Content-Type: application/json\r\nConnection: close\r\n` +
        `${head.includes('Content-Length') ? '' : `Content-Length: ${body.length}\r\n`}\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"BAD_REQUEST"');
  });
});

describe('the length of a body', () => {
  const padded = (query: string, bytes: number) => {
    const body = JSON.stringify({ query, variables: { text: '' } });
    return JSON.stringify({ query, variables: { text: 'a'.repeat(bytes - body.length) } });
  };
  const long = 'query ($text: String!) { length(text: $text) }';
  const bulk = 'query ($text: String!) { validateConsents(ids: [$text]) }';
  const both = 'query ($text: String!) { validateConsents(ids: [$text]) length(text: $text) }';

  test('100 KiB is read', async () => {
    expect((await send(padded(long, 100 * 1024))).status).toBe(200);
  });

  test('one byte more is too large', async () => {
    expectRefusal(await send(padded(long, 100 * 1024 + 1)), 413, 'PAYLOAD_TOO_LARGE');
  });

  test('validateConsents may have 256 KiB', async () => {
    expect((await send(padded(bulk, 256 * 1024))).body).toEqual({ data: { validateConsents: 1 } });
  });

  test('one byte more is too large even there', async () => {
    expectRefusal(await send(padded(bulk, 256 * 1024 + 1)), 413, 'PAYLOAD_TOO_LARGE');
  });

  test('another field beside it does not share its allowance', async () => {
    expectRefusal(await send(padded(both, 101 * 1024)), 413, 'PAYLOAD_TOO_LARGE');
  });

  test('200 KiB that are not JSON are too large', async () => {
    expectRefusal(await send('{'.repeat(200 * 1024)), 413, 'PAYLOAD_TOO_LARGE');
  });

  test('200 KiB whose document is wrong are too large', async () => {
    expectRefusal(await send(padded('{ nothing }', 200 * 1024)), 413, 'PAYLOAD_TOO_LARGE');
  });
});

describe('a hostile document', () => {
  const aliases = Array.from({ length: 101 }, (_, i) => `a${i}: __typename`).join(' ');
  const doubling = Array.from(
    { length: 30 },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
  ).join(' ');
  const wide = (depth: number): string =>
    depth === 0 ? 'name' : `parts { ${wide(depth - 1)} } parts { ${wide(depth - 1)} }`;

  test.each([
    ['101 aliases', `{ ${aliases} }`],
    ['500 duplicates', `{ ${'__typename '.repeat(500)} }`],
    [
      'ten unknown directives',
      `{ __typename ${Array.from({ length: 10 }, (_, i) => `@d${i}`).join(' ')} }`,
    ],
    ['a hundred known directives', `{ __typename ${'@include(if: true) '.repeat(100)} }`],
    ['thirty doubling fragments', `{ ...F0 } ${doubling} fragment F30 on Query { __typename }`],
    ['fragments in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['5,000 nested brackets', `{ greeting(name: ${'['.repeat(5_000)}${']'.repeat(5_000)}) }`],
    ['990 nested brackets', `{ greeting(name: ${'['.repeat(990)}${']'.repeat(990)}) }`],
    ['600 nested objects', `{ days(input: ${'{a:'.repeat(600)}1${'}'.repeat(600)}) }`],
    ['5,000 nested braces', `${'{ a '.repeat(5_000)}${'}'.repeat(5_000)}`],
    ['sixteen levels', `{ items { nodes ${'{ parts '.repeat(14)} { name } ${'}'.repeat(14)} } }`],
    ['duplicates that multiply', `{ items { nodes { ${wide(7)} } } }`],
    ['ten unknown fields', `{ ${Array.from({ length: 10 }, (_, i) => `f${i}`).join(' ')} }`],
    ['nothing', ' '],
    ['a type definition', 'type Query { a: Int }'],
    [
      'introspection that nests',
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
    ],
  ])('%s is a bad request', async (_name, query) => {
    expectRefusal(await send({ query }), 400, 'BAD_REQUEST');
  });

  test('a list that is too long costs too much', async () => {
    const query = '{ items(first: 1000000) { nodes { name } } }';
    expectRefusal(await send({ query }), 400, 'QUERY_TOO_COMPLEX');
  });

  test('a length in a variable is weighed anew for each value', async () => {
    const query = 'query ($n: Int) { items(first: $n) { nodes { name } } }';
    expect((await send({ query, variables: { n: 10 } })).status).toBe(200);
    expectRefusal(await send({ query, variables: { n: 1_000_000 } }), 400, 'QUERY_TOO_COMPLEX');
    expect((await send({ query, variables: { n: 10 } })).status).toBe(200);
  });

  test('what a variable leaves out is not counted, and what it lets in is', async () => {
    const query =
      'query ($on: Boolean!) { items(first: 1000000) @include(if: $on) { nodes { name } } }';
    expect((await send({ query, variables: { on: false } })).status).toBe(200);
    expectRefusal(await send({ query, variables: { on: true } }), 400, 'QUERY_TOO_COMPLEX');
  });

  test('the introspection of an ordinary tool passes', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    expect((await send({ query })).body.errors).toBeUndefined();
  });

  test('as application/json it is refused under 200, as GraphQL over HTTP wants it', async () => {
    const reply = await send({ query: '{ nothing }' }, { accept: 'application/json' });
    expectRefusal(reply, 200, 'BAD_REQUEST');
  });

  test('an operation name that picks none is a bad request', async () => {
    const query = 'query A { __typename } query B { __typename }';
    expectRefusal(await send({ query }), 400, 'BAD_REQUEST');
    expectRefusal(await send({ query, operationName: 'C' }), 400, 'BAD_REQUEST');
  });
});

describe('variables', () => {
  const query = 'query ($input: TermInput!) { days(input: $input) }';

  test.each([
    ['a wrong type', { days: 'secret-value' }, 'days', 'Int cannot represent'],
    ['a missing field', {}, 'input', 'was not provided'],
    ['a field smuggled in', { days: 1, status: 'ACTIVE' }, 'input', 'is not defined'],
  ])('with %s name the field', async (_name, input, field, words) => {
    const reply = await send({ query, variables: { input } });
    expectRefusal(reply, 400, 'BAD_USER_INPUT');
    const fields = reply.body.errors?.[0]?.extensions.fields as {
      field: string;
      message: string;
    }[];
    expect(fields[0]?.field).toBe(field);
    expect(fields[0]?.message).toContain(words);
  });

  test('may nest to any depth and are still judged', async () => {
    const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
    const reply = await send(
      `{"query": ${JSON.stringify(query)}, "variables": {"input": ${deep}}}`,
    );
    expectRefusal(reply, 400, 'BAD_USER_INPUT');
  });

  test('a refusal by a resolver answers 200 beside what succeeded', async () => {
    const reply = await send({ query: '{ days(input: { days: -1 }) greeting }' });
    expect(reply.body.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      retryable: false,
    });
    expect(reply.status).toBe(200);
  });

  test('sixty missing ones are told of in five errors', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `$v${i}: Int!`);
    const wrong = `query (${names.join(', ')}) { __typename }`;
    const reply = await send({ query: wrong });
    expectRefusal(reply, 400, 'BAD_USER_INPUT');
  });
});

describe('a fault', () => {
  test('is masked, and found in the log by its correlation id', async () => {
    const reply = await send({ query: '{ failing greeting }' });
    expect(reply.status).toBe(200);
    expect(reply.body.data).toEqual({ failing: null, greeting: 'hello you' });
    const correlationId = reply.headers.get('x-request-id');
    expect(reply.body.errors?.[0]).toEqual({
      message: 'Something went wrong here.',
      locations: [{ line: 1, column: 3 }],
      path: ['failing'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: true, correlationId },
    });
    expect(reply.text).not.toContain('hunter2');
    const line = house.logLines.find(
      (l) => l.msg === 'a resolver failed' && l.correlationId === correlationId,
    );
    expect(line?.fault).toMatchObject({ type: 'Error', message: 'password=hunter2' });
  });

  test('of the database keeps statement, parameters and values out of answer and log', async () => {
    const secret = randomBytes(8).toString('hex');
    const error = await house.database.sql`select ${secret}::uuid`.catch((e: unknown) => e);
    house.probe.fault = Object.assign(new Error(`Failed query: ${secret}`), { cause: error });
    const reply = await send({ query: '{ failing }' });
    expect(reply.body.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(reply.text + JSON.stringify(house.logLines)).not.toContain(secret);
  });

  test('a GraphQLError that is no refusal of ours is masked too', async () => {
    const { GraphQLError } = await import('graphql');
    house.probe.fault = new GraphQLError('password=hunter2', {
      extensions: { code: 'BAD_REQUEST' },
    });
    expect((await send({ query: '{ failing }' })).text).not.toContain('hunter2');
  });

  test.each([
    ['a refused connection', { code: 'ECONNREFUSED' }],
    ['a closed connection', { code: 'CONNECTION_CLOSED' }],
  ])('%s to the database says 503 and when to try again', async (_name, mark) => {
    house.probe.fault = Object.assign(new Error('connect 10.0.0.7:5432'), mark);
    for (const query of ['{ failing }', '{ failingWhole }']) {
      const reply = await send({ query });
      expectRefusal(reply, 503, 'UNAVAILABLE');
      expect(reply.headers.get('retry-after')).toBe('1');
      expect(reply.text).not.toContain('10.0.0.7');
    }
  });

  test('too many requests say 429 and when to try again', async () => {
    house.probe.fault = refuse('RATE_LIMITED', 'Too many.', { retryAfterSeconds: 17 });
    const reply = await send({ query: '{ failingWhole }' });
    expect(reply.status).toBe(429);
    expect(reply.headers.get('retry-after')).toBe('17');
  });
});

describe('who calls', () => {
  test.each(['Bearer nonsense', 'Basic YTpi', 'Bearer', 'Bearer a b'])(
    'the credentials "%s" are refused for the whole request',
    async (authorization) => {
      const reply = await send({ query: 'mutation { touch }' }, { authorization });
      expectRefusal(reply, 401, 'UNAUTHENTICATED');
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
      expect(house.probe.mutations).toBe(mutationsBefore);
    },
  );

  test('a field without permission answers beside the others', async () => {
    const authorization = `Bearer ${await house.token()}`;
    const reply = await send({ query: '{ secret }' }, { authorization });
    expect(reply.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(reply.status).toBe(200);
  });

  test('the connection is what the server saw, whatever a client claims', async () => {
    const reply = await send(
      { query: '{ connection }' },
      { 'x-forwarded-for': '6.6.6.6', 'user-agent': 'u'.repeat(1_000) },
    );
    const { connection } = reply.body.data as { connection: string };
    expect(JSON.parse(connection)).toEqual({
      ip: '127.0.0.1',
      userAgent: 'u'.repeat(256),
      transport: 'http',
    });
  });
});

describe('every answer', () => {
  test('is never stored, and names its request', async () => {
    const { headers } = await send({ query: '{ greeting }' }, { 'x-request-id': 'order-4711_a' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toBe('order-4711_a');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test.each(['short', 'x'.repeat(65), 'with space here', '<script>alert(1)</script>'])(
    'a request id like "%s" is replaced',
    async (id) => {
      const { headers } = await send({ query: '{ greeting }' }, { 'x-request-id': id });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('leaves one line in the log, without variables, token or name of a person', async () => {
    const id = `line-${randomBytes(6).toString('hex')}`;
    const planted = `planted-${randomBytes(6).toString('hex')}`;
    const authorization = `Bearer ${await house.token({ sub: planted })}`;
    await send(
      {
        query: `query ${planted.replace('-', '_')} ($n: String!) { greeting(name: $n) }`,
        variables: { n: planted },
      },
      { authorization, 'x-request-id': id, 'user-agent': planted },
    );
    const lines = house.logLines.filter(({ correlationId }) => correlationId === id);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      msg: 'request',
      method: 'POST',
      path: '/graphql',
      operation: 'query greeting',
      status: 200,
    });
    expect(JSON.stringify(house.logLines)).not.toContain(planted);
    expect(JSON.stringify(house.logLines)).not.toContain(authorization);
  });
});

function raw(request: string): Promise<string> {
  const { port } = new URL(house.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
