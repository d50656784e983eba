import {
  coerceInputValue,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { expect, test } from 'vitest';
import { takerOf } from '../../src/server/plan-values.ts';

const kind = new GraphQLEnumType({ name: 'Kind', values: { ONE: { value: 1 }, TWO: {} } });
const use: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Use',
  fields: () => ({
    id: { type: GraphQLID },
    name: { type: new GraphQLNonNull(GraphQLString) },
    kind: { type: kind },
    at: { type: GraphQLDateTime },
    count: { type: GraphQLInt, defaultValue: 7 },
    must: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 8 },
    fields: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
    within: { type: use },
  }),
});
const either = new GraphQLInputObjectType({
  name: 'Either',
  isOneOf: true,
  fields: { id: { type: GraphQLID }, name: { type: GraphQLString } },
});
const types: GraphQLInputType[] = [
  GraphQLID,
  GraphQLString,
  GraphQLInt,
  GraphQLDateTime,
  kind,
  use,
  either,
].flatMap((type) => [
  type,
  new GraphQLNonNull(type),
  new GraphQLList(type),
  new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type))),
]);

const values: unknown[] = [
  null,
  'text',
  '',
  'ONE',
  'TWO',
  'THREE',
  '2026-01-02T03:04:05Z',
  4,
  4.5,
  -0,
  true,
  [],
  [null],
  ['a', 'b'],
  ['a', 1],
  [1, 2],
  [['a']],
  {},
  { id: 'a' },
  { id: null },
  { id: 'a', name: 'b' },
  { name: 'n' },
  { name: null },
  { name: 3 },
  { name: 'n', id: 3, kind: 'ONE', at: '2026-01-02T03:04:05Z', count: null, fields: ['f'] },
  { fields: 'f', name: 'n' },
  { name: 'n', fields: [null] },
  { name: 'n', must: null },
  { name: 'n', other: 1 },
  { name: 'n', within: { name: 'm', within: { name: 'o', count: 1 } } },
  { name: 'n', within: { id: 'm' } },
  [{ name: 'n' }, { name: 'm', must: 2 }],
  [{ name: 'n' }, null],
  JSON.parse('{"name": "n", "__proto__": {"id": "x"}}'),
];

test('values are taken as graphql-js takes them, or not at all', () => {
  let taken = 0;
  for (const type of types) {
    for (const value of values) {
      const said = `${type}: ${JSON.stringify(value)}`;
      let refused = false;
      const expected = coerceInputValue(value, type, () => {
        refused = true;
      });
      const found = takerOf(type)(value);
      if (refused) expect(found, said).toBeUndefined();
      if (found === undefined) continue;
      taken += 1;
      expect(found, said).toStrictEqual(expected);
      expect(JSON.stringify(found), said).toBe(JSON.stringify(expected));
    }
  }
  expect(taken).toBeGreaterThan(100);
});

test('only a choice between fields is left to graphql-js', () => {
  for (const type of types) {
    const leftOut = values.filter((value) => {
      let refused = false;
      coerceInputValue(value, type, () => {
        refused = true;
      });
      return !refused && takerOf(type)(value) === undefined;
    });
    if (!String(type).includes('Either')) expect(leftOut, String(type)).toEqual([]);
  }
});
