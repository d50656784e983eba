import {
  type ExecutionResult,
  execute,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { expect, test } from 'vitest';
import type { Context } from '../../src/auth/index.ts';
import { refuse } from '../../src/errors.ts';
import { planner } from '../../src/server/plan.ts';

const state = new GraphQLEnumType({
  name: 'State',
  values: { ACTIVE: { value: 'active' }, ENDED: { value: 'ended' } },
});

const answer: GraphQLObjectType = new GraphQLObjectType({
  name: 'Answer',
  fields: () => ({
    id: { type: GraphQLID },
    isValid: { type: new GraphQLNonNull(GraphQLBoolean) },
    state: { type: state },
    at: { type: GraphQLDateTime },
    count: { type: GraphQLInt },
    tags: { type: new GraphQLList(GraphQLString) },
    worked: { type: GraphQLString, resolve: () => 'out' },
    withArgument: { type: GraphQLString, args: { a: { type: GraphQLInt } } },
    other: { type: answer },
  }),
});

/** What the next question is answered with; a function is called with what it was asked. */
let given: unknown;
const ask = (_root: unknown, args: object) =>
  typeof given === 'function' ? given(args) : Promise.resolve(given);

const range = new GraphQLInputObjectType({
  name: 'Range',
  fields: {
    from: { type: new GraphQLNonNull(GraphQLInt) },
    to: { type: GraphQLInt, defaultValue: 9 },
  },
});

const args = {
  id: { type: GraphQLID },
  needed: { type: new GraphQLNonNull(GraphQLInt) },
  state: { type: state },
  preset: { type: GraphQLInt, defaultValue: 5 },
  list: { type: new GraphQLList(GraphQLInt) },
  ranges: { type: new GraphQLList(new GraphQLNonNull(range)) },
};

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      may: { type: answer, args, resolve: ask },
      must: { type: new GraphQLNonNull(answer), resolve: ask },
      number: { type: GraphQLInt, resolve: ask },
      all: { type: new GraphQLList(answer), resolve: ask },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      judged: {
        type: answer,
        resolve: (event, _args, { correlationId }: Context) => {
          if (correlationId === 'stranger') throw refuse('FORBIDDEN', 'Not for you.');
          return event;
        },
      },
    },
  }),
});

const context = {} as Context;
const whole = {
  id: 'x',
  isValid: true,
  state: 'active',
  at: new Date('2026-02-03T04:05:06.789Z'),
  count: 3,
};

const asWritten = (result: ExecutionResult) => JSON.stringify(result);

async function bothWays(text: string, variables: Record<string, unknown>) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const plan = planner(schema)(document, operation);
  const planned = await plan?.(variables, context);
  const expected = await execute({
    schema,
    document,
    variableValues: variables,
    contextValue: context,
    options: { maxCoercionErrors: 5 },
  });
  return { plan, planned: planned && asWritten(planned), expected: asWritten(expected) };
}

const leaves = '{ id isValid state at count }';

test.each<[string, unknown, string, Record<string, unknown>?]>([
  ['a whole answer', whole, `{ must ${leaves} }`],
  ['one that comes without a promise', () => whole, `{ must ${leaves} }`],
  ['aliases, in another order', whole, '{ m: must { z: at a: id valid: isValid } }'],
  ['nulls and what is missing', { isValid: false, id: null }, `{ must ${leaves} }`],
  ['an answer that may be none', null, `{ may(needed: 1) ${leaves} }`],
  ['one that may not', null, `{ must ${leaves} }`],
  ['null where none may be', { ...whole, isValid: null }, `{ must ${leaves} }`],
  ['null where none may be, within null', { id: 'x' }, `{ may(needed: 1) ${leaves} }`],
  ['a value of another type', { ...whole, count: 'three' }, `{ must ${leaves} }`],
  ['a value no enum has', { ...whole, state: 'other' }, `{ must ${leaves} }`],
  ['no moment', { ...whole, at: new Date(Number.NaN) }, `{ must ${leaves} }`],
  ['properties that are functions', { ...whole, id: () => 'called' }, `{ must ${leaves} }`],
  ['properties that are promises', { ...whole, id: Promise.resolve('y') }, `{ must ${leaves} }`],
  ['properties that are errors', { ...whole, id: new Error('no') }, `{ must ${leaves} }`],
  [
    'properties that throw',
    {
      isValid: true,
      get id(): string {
        throw refuse('NOT_FOUND', 'Nothing.');
      },
    },
    `{ must ${leaves} }`,
  ],
  ['something that is no object', 'text', `{ must ${leaves} }`],
  ['an error in place of an answer', new Error('no'), `{ must ${leaves} }`],
  ['a refusal', () => Promise.reject(refuse('NOT_FOUND', 'Nothing.')), `{ must ${leaves} }`],
  [
    'a refusal at once',
    () => {
      throw refuse('NOT_FOUND', 'Nothing.');
    },
    `{ m: may(needed: 1) ${leaves} }`,
  ],
  [
    'constants',
    (args: object) => ({ id: JSON.stringify(args), isValid: true }),
    '{ may(id: "a", needed: 2, state: ENDED, list: null) { id } }',
  ],
  [
    'variables',
    (args: object) => ({ id: JSON.stringify(args), isValid: true }),
    'query ($i: ID, $n: Int!, $s: State) { may(id: $i, needed: $n, state: $s) { id } }',
    { i: 7, n: 2, s: 'ENDED', unused: {} },
  ],
  ['a list', [whole, { ...whole, id: 'y' }], `{ all ${leaves} }`],
  ['an empty list', [], `{ all ${leaves} }`],
  ['a list that is none', null, `{ all ${leaves} }`],
  ['something else than a list', whole, `{ all ${leaves} }`],
  ['a list of another kind', new Set([whole]), `{ all ${leaves} }`],
  ['a list that lacks one', [whole, null], `{ all ${leaves} }`],
  ['a list with one still to come', [whole, Promise.resolve(whole)], `{ all ${leaves} }`],
  ['a list with one amiss', [whole, { ...whole, isValid: null }, whole], `{ all ${leaves} }`],
  ['a list with an error', [whole, refuse('NOT_FOUND', 'Nothing.')], `{ all ${leaves} }`],
  [
    'variables that are lists and objects',
    (args: object) => ({ id: JSON.stringify(args), isValid: true }),
    'query ($l: [Int], $o: [Range!]) { may(needed: 1, list: $l, ranges: $o) { id } }',
    { l: [1, null], o: [{ from: 1 }, { from: 2, to: null }] },
  ],
  [
    'one in place of a list',
    (args: object) => ({ id: JSON.stringify(args), isValid: true }),
    'query ($l: [Int], $o: [Range!]) { may(needed: 1, list: $l, ranges: $o) { id } }',
    { l: 1, o: { from: 1 } },
  ],
  [
    'variables left out or null',
    (args: object) => ({ id: JSON.stringify(args), isValid: true }),
    'query ($i: ID, $n: Int!, $s: State) { may(id: $i, needed: $n, state: $s) { id } }',
    { n: 2, s: null },
  ],
])('%s: as graphql-js answers it', async (_name, source, text, variables = {}) => {
  given = source;
  const { planned, expected } = await bothWays(text, variables);
  expect(planned).toBe(expected);
});

test.each<[string, string, Record<string, unknown>?]>([
  ['a variable of the wrong type', 'query ($n: Int!) { may(needed: $n) { id } }', { n: 'two' }],
  ['a variable that is missing', 'query ($n: Int!) { may(needed: $n) { id } }'],
  ['a variable that may not be null', 'query ($n: Int!) { may(needed: $n) { id } }', { n: null }],
  [
    'an object of the wrong kind',
    'query ($o: [Range!]) { may(needed: 1, ranges: $o) { id } }',
    { o: [{ from: 1 }, { from: 'one', other: 1 }] },
  ],
  ['inherited variables', 'query ($n: Int!) { may(needed: $n) { id } }', Object.create({ n: 1 })],
])('%s: left to graphql-js before anything is asked', async (_name, text, variables = {}) => {
  given = () => expect.unreachable();
  const { plan, planned } = await bothWays(text, variables);
  expect(plan).not.toBeNull();
  expect(planned).toBeUndefined();
});

test.each([
  ['several fields', '{ must { id } may(needed: 1) { id } }'],
  ['fields of fields', '{ must { other { id } } }'],
  ['lists of leaves', '{ must { tags } }'],
  ['a leaf', '{ number }'],
  ['what is worked out', '{ must { worked } }'],
  ['arguments further down', '{ must { withArgument(a: 1) } }'],
  ['fragments', '{ must { ...f } } fragment f on Answer { id }'],
  ['fragments in place', '{ must { ... on Answer { id } } }'],
  ['directives', 'query ($s: Boolean!) { must { id @skip(if: $s) } }'],
  ['directives on the field', '{ must @include(if: true) { id } }'],
  ['the same leaf twice', '{ must { id id } }'],
  ['the name of the type', '{ must { __typename } }'],
  ['names that JavaScript has', '{ must { __proto__: id } }'],
  ['lists as arguments', '{ may(needed: 1, list: [1, 2]) { id } }'],
  ['lists of variables', 'query ($n: Int!) { may(needed: 1, list: [$n]) { id } }'],
  ['variables with a default', 'query ($n: Int! = 3) { may(needed: $n) { id } }'],
  ['arguments with a default', 'query ($n: Int) { may(needed: 1, preset: $n) { id } }'],
  ['introspection', '{ __schema { description } }'],
])('%s: left to graphql-js', async (_name, text) => {
  given = whole;
  expect((await bothWays(text, { n: 1, s: false })).plan).toBeNull();
});

test('a plan is made once for a document', () => {
  const plans = planner(schema);
  const document = parse('{ must { id } }');
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  expect(plans(document, operation)).toBe(plans(document, operation));
});

test('each subscriber to an event is told of that event, as graphql-js tells them', async () => {
  const document = parse(`subscription { judged ${leaves} }`);
  const operation = getOperationAST(document);
  const plan = operation && planner(schema)(document, operation);
  const broken = { ...whole, isValid: null };
  const events = [whole, { ...whole, id: 'y' }, broken, whole, broken, null, null];
  for (const rootValue of events) {
    for (const correlationId of ['a', 'stranger', 'b']) {
      const contextValue = { correlationId } as Context;
      const expected = await execute({ schema, document, rootValue, contextValue });
      const planned = await plan?.({}, contextValue, rootValue);
      expect(planned && asWritten(planned)).toBe(asWritten(expected));
    }
  }
});
