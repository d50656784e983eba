import { request as httpRequest } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refuse } from '../../src/errors.ts';
import { buildHouse, type House, type Reply } from './house.ts';

let house: House;
/** Requests that went the long way. */
let long = 0;

beforeAll(async () => {
  house = await buildHouse({ routes: [countLong] });
});

const countLong: FastifyPluginAsync = async (app) => {
  app.addHook('onRequest', async () => {
    long += 1;
  });
};
/** Its hooks are for all routes, not for its own alone. */
Object.assign(countLong, { [Symbol.for('skip-override')]: true });

afterAll(() => house.tearDown());

beforeEach(() => {
  house.probe.fault = new Error('password=hunter2');
});

/** Everything of an answer but what is another's each time. */
function seen({ status, headers, text }: Reply) {
  const told = Object.fromEntries(headers);
  const { date: _, 'x-request-id': id = 'none', ...same } = told;
  return { status, headers: same, text: text.replaceAll(id, 'ID') };
}

const media = ['application/json', 'application/graphql-response+json', '*/*'];
const unlike = (query: string) => `# ${Math.random()}\n${query}`;

test.each<
  [
    string,
    { query: string; operationName?: string | null; variables?: unknown; extensions?: unknown },
  ]
>([
  ['a plain query', { query: '{ greeting }' }],
  ['variables', { query: 'query ($n: String!) { greeting(name: $n) }', variables: { n: 'Asha' } }],
  ...['José', 'आशा', '🙂'].map((n): [string, { query: string; variables: object }] => [
    `text beyond ASCII, ${n}`,
    { query: 'query ($n: String!) { greeting(name: $n) }', variables: { n } },
  ]),
  ['aliases', { query: '{ x: greeting y: greeting(name: "Ravi") }' }],
  [
    'one of two operations',
    { query: 'query A { greeting } query B { x: greeting }', operationName: 'B' },
  ],
  ['an operation that is not there', { query: 'query A { greeting }', operationName: 'C' }],
  ['none of two operations named', { query: 'query A { greeting } query B { x: greeting }' }],
  ['an empty operation name', { query: 'query A { greeting }', operationName: '' }],
  [
    'null for all that may be left out',
    { query: '{ greeting }', operationName: null, variables: null },
  ],
  ['a variable that is missing', { query: 'query ($n: String!) { greeting(name: $n) }' }],
  [
    'a variable of the wrong type',
    { query: 'query ($n: String!) { greeting(name: $n) }', variables: { n: 7 } },
  ],
  [
    'many wrong variables',
    {
      query: 'query ($i: TermInput!) { days(input: $i) }',
      variables: { i: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } },
    },
  ],
  ['variables as text', { query: '{ greeting }', variables: '{}' }],
  ['variables as a list', { query: '{ greeting }', variables: [] }],
  [
    'an argument that may not be null',
    { query: 'query ($n: String) { length(text: $n) }', variables: { n: null } },
  ],
  ['a refusal of a resolver', { query: '{ days(input: { days: -1 }) }' }],
  ['a fault where null may stand', { query: '{ greeting failing }' }],
  ['a fault where null may not', { query: '{ greeting failingWhole }' }],
  ['what only operators may', { query: '{ secret }' }],
  [
    'a list too long',
    {
      query: 'query ($f: Int) { items(first: $f) { nodes { name } } }',
      variables: { f: 1_000_000 },
    },
  ],
  [
    'a body too long',
    { query: 'query ($t: String!) { length(text: $t) }', variables: { t: 'x'.repeat(150 * 1024) } },
  ],
  [
    'a longer body that is allowed',
    {
      query: 'query ($i: [String!]!) { validateConsents(ids: $i) }',
      variables: { i: ['x'.repeat(150 * 1024)] },
    },
  ],
  ['a mutation', { query: 'mutation { touch }' }],
  [
    'names of prototypes',
    { query: '{ greeting }', variables: JSON.parse('{"__proto__":{"a":1}}') },
  ],
  [
    'escaped text',
    { query: 'query ($n: String!) { greeting(name: $n) }', variables: { n: '\u0000\ud800' } },
  ],
  ['extensions', { query: '{ greeting }', extensions: { a: 1 } }],
  ['a subscription', { query: 'subscription { happened }' }],
  ['introspection', { query: '{ __schema { queryType { name } } }' }],
])('%s: asked again, it is answered as it was the first time', async (_name, asked) => {
  for (const accept of media) {
    const body = { ...asked, query: unlike(asked.query) };
    const first = await house.post(body, { accept });
    const touched = house.probe.mutations;
    const second = await house.post(body, { accept });
    if (first.text.includes('touch')) {
      expect(house.probe.mutations).toBe(touched + 1);
      expect(seen(second)).toMatchObject({ status: first.status });
    } else expect(seen(second)).toEqual(seen(first));
  }
});

test('a database that is gone is told again as it was the first time', async () => {
  house.probe.fault = refuse('UNAVAILABLE', 'Gone.', { retryAfterSeconds: 1 });
  const body = { query: unlike('{ failing }') };
  const first = await house.post(body);
  const second = await house.post(body);
  expect(first.status).toBe(503);
  expect(first.headers.get('retry-after')).toBe('1');
  expect(seen(second)).toEqual(seen(first));
});

test('a token that is not good is refused again as it was the first time', async () => {
  const authorization = 'Bearer forged';
  const body = { query: unlike('{ greeting }') };
  await house.post(body);
  const first = await house.post({ query: unlike('{ greeting }') }, { authorization });
  const second = await house.post(body, { authorization });
  expect(first.status).toBe(401);
  expect(seen(second)).toEqual(seen(first));
});

test('a fault in a query asked before is logged with its correlation id', async () => {
  const body = { query: unlike('{ failing }') };
  await house.post(body);
  const { headers } = await house.post(body);
  const line = house.logLines.find(
    ({ correlationId, msg }) =>
      correlationId === headers.get('x-request-id') && msg === 'a resolver failed',
  );
  expect(line).toBeDefined();
});

test('what was asked before does not go through Fastify and Apollo, what is unusual does', async () => {
  const authorization = `Bearer ${await house.token()}`;
  const body = { query: unlike('{ greeting }') };
  const isLong = async (given: Record<string, string> = {}) => {
    const before = long;
    expect((await house.post(body, { authorization, ...given })).status).toBe(200);
    return long > before;
  };
  expect(await isLong()).toBe(true);
  expect(await isLong()).toBe(false);
  expect(await isLong({ accept: 'application/json;q=0.5, */*' })).toBe(false);
  expect(await isLong({ 'content-type': 'application/json; charset=utf-8' })).toBe(true);
  expect(await isLong({ origin: 'https://elsewhere.example' })).toBe(true);
  const other = await house.token({ sub: 'ravi' });
  expect(await isLong({ authorization: `Bearer ${other}` })).toBe(true);
  expect(await isLong({ authorization: `Bearer ${other}` })).toBe(false);
});

test('a body that comes in pieces is read whole, whichever way it goes', async () => {
  const query = unlike('query ($n: String!) { greeting(name: $n) }');
  const text = JSON.stringify({ query, variables: { n: 'Āshā ✓' } });
  for (const isLong of [true, false]) {
    const before = long;
    expect(await inPieces(Buffer.from(text))).toContain('Āshā ✓');
    expect(long > before).toBe(isLong);
  }
  expect(await inPieces(Buffer.from(`${text}}`))).toContain('BAD_REQUEST');
});

test('both ways are one line in the log', async () => {
  const body = { query: unlike('{ greeting }') };
  const ids = [];
  for (let i = 0; i < 2; i++) ids.push((await house.post(body)).headers.get('x-request-id'));
  const lines = ids.map((id) =>
    house.logLines.filter(({ correlationId, msg }) => correlationId === id && msg === 'request'),
  );
  const told = { method: 'POST', path: '/graphql', operation: 'query greeting', status: 200 };
  expect(lines).toMatchObject([[told], [told]]);
  const fields = lines.map(([line]) => Object.keys(line ?? {}));
  expect(fields[1]).toEqual(fields[0]);
});

/** Byte by byte, with a turn of the event loop between them. */
function inPieces(body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const request = httpRequest(`${house.url}/graphql`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
    const bytes = [...body];
    const write = (): void => {
      const byte = bytes.shift();
      if (byte === undefined) request.end();
      else request.write(Buffer.of(byte), () => setImmediate(write));
    };
    write();
  });
}
