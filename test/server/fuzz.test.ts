import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOpenSchema } from '../../src/schema.ts';
import type { SeededConsent } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

type Field = GraphQLField<unknown, unknown>;

let world: World;
let schema: GraphQLSchema;
let consent: SeededConsent;
let tokens: (string | undefined)[];

beforeAll(async () => {
  world = await startWorld({ config: { rateLimits: { account: 100_000, address: 100_000 } } });
  schema = await buildOpenSchema({ role: 'manager' });
  const bank = await world.seed.fiduciary();
  const asha = await world.seed.person();
  consent = await asha.agree(await bank.ask(asha, [await bank.purpose()]));
  tokens = [undefined, asha.token, bank.token, await world.seed.operator()];
  await world.owner`update fiduciary set requests_per_minute = 1000000`;
});

afterAll(() => world.stop());

describe('nothing that anyone sends', () => {
  it('yields a 500, a stack, or a word of SQL', async () => {
    const fields = (['Query', 'Mutation'] as const).flatMap((type) =>
      Object.values(
        (type === 'Query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {},
      ).map((field) => ({ type, field })),
    );
    const call = fc.constantFrom(...fields).chain(({ type, field }) =>
      fc.record({
        type: fc.constant(type),
        field: fc.constant(field),
        token: fc.constantFrom(...tokens),
        variables: variablesOf(field),
      }),
    );
    await fc.assert(
      fc.asyncProperty(call, async ({ type, field, token, variables }) => {
        const answer = await world.graphql(documentOf(type, field), variables, { token });
        const text = JSON.stringify(answer.body);
        const shown = `${field.name} ${JSON.stringify(variables)}: ${text}`;
        expect(answer.status, shown).toBeLessThan(500);
        expect(text, shown).not.toContain('INTERNAL_SERVER_ERROR');
        expect(text, shown).not.toMatch(
          /\bat .*\.[jt]s:\d+|select .* from|PostgresError|node_modules/i,
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** Values of the right type and of none, from the ordinary to the hostile. */
function variablesOf(field: Field): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(field.args.map(({ name, type }) => [name, anyOf(type)])), {
    requiredKeys: field.args.filter(({ type }) => isNonNullType(type)).map(({ name }) => name),
  });
}

function anyOf(type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return anyOf(type.ofType, depth);
  if (isListType(type)) return fc.array(anyOf(type.ofType, depth), { maxLength: 4 });
  if (isInputObjectType(type)) {
    if (depth > 3) return fc.constant(null);
    const members = Object.values(type.getFields());
    return fc.record(
      Object.fromEntries(members.map((member) => [member.name, anyOf(member.type, depth + 1)])),
      { requiredKeys: members.filter((m) => isNonNullType(m.type)).map(({ name }) => name) },
    );
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  switch (type.name) {
    case 'ID':
      return fc.oneof(fc.constantFrom(...ids()), fc.uuid(), hostileText());
    case 'Int':
    case 'SafeInt':
      return fc.oneof(fc.integer({ min: -3, max: 400 }), fc.integer(), fc.constant(2 ** 31));
    case 'Boolean':
      return fc.boolean();
    case 'DateTime':
      return fc.oneof(
        fc.constantFrom('2026-01-01T00:00:00Z', '0000-00-00', '9999-12-31T23:59:59.999Z', 'now'),
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      );
    case 'JSONObject':
      return fc.dictionary(hostileText(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    default:
      return hostileText();
  }
}

function hostileText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '',
      '\0',
      '\ud800',
      "'); DROP TABLE x;--<script>\n",
      'en',
      'https://[::1]/',
      'https://8.8.8.8/hook',
      'eyJhbGciOiJub25lIn0.e30.',
      '..',
      '{}',
      'x'.repeat(3000),
      consent.request.noticeToken,
      consent.request.noticeHash,
    ),
  );
}

function ids(): string[] {
  return [consent.id, consent.id.toUpperCase(), consent.request.id, consent.principalId];
}

function documentOf(type: 'Query' | 'Mutation', field: Field): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const below = isCompositeType(getNamedType(field.type)) ? '{ __typename }' : '';
  return field.args.length === 0
    ? `${type.toLowerCase()} { ${field.name} ${below} }`
    : `${type.toLowerCase()} (${declared}) { ${field.name}(${passed}) ${below} }`;
}
