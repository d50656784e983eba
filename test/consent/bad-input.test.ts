import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildOpenSchema } from '../../src/schema.ts';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type {
  SeededConsent,
  SeededDoctor,
  SeededFiduciary,
  SeededPerson,
  SeededPurpose,
  SeededRequest,
} from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

const titles = graphql(`
  query Titles($id: ID!) { purpose(id: $id) { currentVersion { title description } } }
`);

const unlimited = graphql(`
  mutation Unlimited($input: SetFiduciaryLimitsInput!) {
    setFiduciaryLimits(input: $input) { fiduciary { id } }
  }
`);

const unknown = '01940000-0000-7000-8000-00000000dead';
const hostile = ['a\0b', "'); DROP TABLE x;--\n<script>\ud800"];

let world: World;
let schema: GraphQLSchema;
let bank: SeededFiduciary;
let clinic: SeededFiduciary;
let doctor: SeededDoctor;
let purpose: SeededPurpose;
let asha: SeededPerson;
let request: SeededRequest;
let consent: SeededConsent;
let tokens: string[];
const ask = asking(() => world);

beforeAll(async () => {
  schema = await buildOpenSchema({ role: 'manager' });
  world = await startWorld({ config: { rateLimits: { account: 1_000_000, address: 1_000_000 } } });
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
  clinic = await world.seed.clinic();
  doctor = await clinic.doctor();
  for (const { id } of [bank, clinic]) {
    const input = { fiduciaryId: id, requestsPerMinute: 1_000_000 };
    await ask.data(unlimited, { input }, await world.seed.operator());
  }
  asha = await world.seed.person();
  consent = await asha.agree(await bank.ask(asha, [await bank.purpose()]));
  request = await bank.ask(asha, [purpose]);
  const auditor = await world.token({ roles: ['auditor'], sub: 'auditor' });
  const operator = await world.seed.operator();
  tokens = [operator, bank.token, asha.token ?? '', doctor.token, auditor];
});
afterAll(() => world.stop());

/** Nothing anyone sends is our fault, and a call that was not looked at shows nothing. */
const wrong = new Set(['INTERNAL_SERVER_ERROR', 'UNAVAILABLE', 'RATE_LIMITED']);

/** Tables that the server writes of itself, whatever is asked. */
const ofItself = [
  'live_server',
  'log_checkpoint',
  'log_subtree',
  'permit_window',
  'access_log',
  'validation_count',
];

/** How many rows each table has, the log among them. */
async function stored(): Promise<Record<string, string>> {
  const tables = await world.owner<{ name: string }[]>`
    select tablename as name from pg_tables
    where schemaname = 'public' and not tablename = any(${ofItself})`;
  const rows = tables.map(async ({ name }) => {
    const [row] = await world.owner<{ rows: string }[]>`
      select count(*)::text as rows from ${world.owner(name)}`;
    return [name, row?.rows ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** A value of a type that is valid on its face: ids that exist, texts that are long enough. */
function exampleOf(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType, name);
  if (isListType(type)) return [exampleOf(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) return inputOf(type);
  switch (getNamedType(type).name) {
    case 'Int':
      return 7;
    case 'Boolean':
      return true;
    case 'Float':
      return 1.5;
    case 'DateTime':
      return '2026-01-01T00:00:00.000Z';
    case 'JSONObject':
    case 'JSON':
      return { a: 1 };
    case 'ID':
      return idOf(name);
    default:
      if (/token/i.test(name)) return request.noticeToken;
      if (/hash/i.test(name)) return request.noticeHash;
      if (/language/i.test(name)) return 'hi';
      if (/email/i.test(name)) return 'a@b.example';
      if (/url/i.test(name)) return 'https://a.example/';
      return 'some text';
  }
}

function idOf(name: string): string {
  if (/purpose/i.test(name)) return purpose.id;
  if (/consent|artifact/i.test(name)) return consent.id;
  if (/request/i.test(name)) return request.id;
  if (/principal|patient/i.test(name)) return request.principalId;
  if (/practitioner/i.test(name)) return doctor.id;
  if (/fiduciary/i.test(name)) return bank.id;
  return unknown;
}

function inputOf(type: GraphQLInputObjectType): Record<string, unknown> {
  const required = Object.values(type.getFields()).filter(({ type }) => isNonNullType(type));
  return Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type, name)]));
}

interface Call {
  /** `mutation submitConsent: input.language`. */
  name: string;
  document: string;
  variables: Record<string, unknown>;
}

/** Each text or id argument of each root field, wherever it lies, with one value put in its place. */
function callsWith(bad: string): Call[] {
  const roots: [string, GraphQLObjectType | null | undefined][] = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ];
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      field.args.flatMap((arg) => {
        const needed = field.args.filter((other) => other === arg || isNonNullType(other.type));
        const declared = needed.map(({ name, type }) => `$${name}: ${type}`).join(', ');
        const passed = needed.map(({ name }) => `${name}: $${name}`).join(', ');
        const leaf = isLeaf(field.type) ? '' : ' { __typename }';
        const document = `${kind} (${declared}) { ${field.name}(${passed})${leaf} }`;
        const base = Object.fromEntries(needed.map((a) => [a.name, exampleOf(a.type, a.name)]));
        return placesIn(arg.type, arg.name, bad).map(([path, value]) => ({
          name: `${kind} ${field.name}: ${path}`,
          document,
          variables: { ...base, [arg.name]: value },
        }));
      }),
    ),
  );
}

function isLeaf(type: GraphQLObjectType | unknown): boolean {
  return !('getFields' in (getNamedType(type as GraphQLObjectType) as object));
}

/** The argument with the bad text in each place that takes text, and where that is. */
function placesIn(type: GraphQLInputType, path: string, bad: string): [string, unknown][] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return placesIn(nullable.ofType, `${path}.0`, bad).map(([at, value]) => [at, [value]]);
  }
  if (isInputObjectType(nullable)) {
    return Object.values(nullable.getFields()).flatMap((field) =>
      placesIn(field.type, `${path}.${field.name}`, bad).map(([at, value]): [string, unknown] => [
        at,
        { ...inputOf(nullable), [field.name]: value },
      ]),
    );
  }
  const { name } = nullable;
  if (name === 'String' || name === 'ID') return [[path, bad]];
  if (name === 'JSONObject') return [[path, { text: bad }]];
  return [];
}

describe.each(hostile)('the text %j', (bad) => {
  test('in any argument of any operation is refused with a code, and nothing is stored', async () => {
    const calls = callsWith(bad);
    expect(calls.length).toBeGreaterThan(80);
    const before = await stored();
    const faults: string[] = [];
    for (const { name, document, variables } of calls) {
      const answers = await Promise.all(
        tokens.map((token) => world.graphql(document, variables, { token })),
      );
      for (const { body } of answers) {
        const code = body.errors?.[0]?.extensions?.code;
        if (wrong.has(String(code))) faults.push(`${name}: ${code}`);
        if (!code && name.startsWith('mutation')) faults.push(`${name}: accepted`);
      }
    }
    expect([...new Set(faults)]).toEqual([]);
    expect(await stored()).toEqual(before);
  });
});

test('unknown and malformed ids in any argument give a code, and nothing is stored', async () => {
  const before = await stored();
  const faults: string[] = [];
  for (const bad of [unknown, 'nonsense', `${unknown}x`]) {
    const calls = callsWith(bad).filter(
      ({ name }) => /Ids?(\.0)?$|: id$/.test(name) && !name.endsWith('externalUserId'),
    );
    expect(calls.length).toBeGreaterThan(20);
    for (const { name, document, variables } of calls) {
      const answers = await Promise.all(
        tokens.map((token) => world.graphql(document, variables, { token })),
      );
      for (const { body } of answers) {
        const code = body.errors?.[0]?.extensions?.code;
        if (wrong.has(String(code))) faults.push(`${name}: ${code}`);
      }
    }
  }
  expect([...new Set(faults)]).toEqual([]);
  const after = await stored();
  for (const name of ['history', 'consent_request', 'consent_artifact']) {
    expect(after[name]).toBe(before[name]);
  }
});

test('text that looks like an attack is stored as it is', async () => {
  const title = `'); DROP TABLE x;--<script>\nalert(1)</script>`;
  const described = `${title} \u{1F600} \u202E ${'\\'}u0000 %s $1`;
  const { id } = await bank.purpose({ title, description: described });
  const { currentVersion } = (await ask.data(titles, { id }, bank.token)).purpose;
  expect(currentVersion).toEqual({ title, description: described });
});
