import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, test } from 'vitest';
import { ruleTable } from '../src/auth/index.ts';
import { buildOpenSchema, permissions } from '../src/schema.ts';

const schema = await buildOpenSchema({ role: 'manager' });
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

test('every type, field, argument, input field and enum value has a description', () => {
  expect(types.length).toBeGreaterThan(50);
  expect(types.flatMap(undescribed)).toEqual([]);
});

test('descriptions are sentences: they begin with a capital and end with a stop', () => {
  const unfinished = types.flatMap(described).filter(([, text]) => !/^[^a-z].*[.?!)]$/s.test(text));
  expect(unfinished).toEqual([]);
});

test('every field has a rule, and every rule a field', () => {
  const rules = ruleTable(schema, permissions);
  const fields = types
    .filter(isObjectType)
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  expect(rules.map(({ field }) => field).sort()).toEqual(fields.sort());
  expect(rules.filter(({ rule }) => rule === 'deny')).toEqual([]);
});

function undescribed(type: GraphQLNamedType): string[] {
  return everything(type).flatMap(([name, text]) => (text?.trim() ? [] : [name]));
}

function described(type: GraphQLNamedType): [string, string][] {
  return everything(type).flatMap(([name, text]) =>
    text ? [[name, text] as [string, string]] : [],
  );
}

/** A type and all that is in it, each with its description. */
function everything(type: GraphQLNamedType): [string, string | null | undefined][] {
  const own: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isEnumType(type)) {
    for (const value of type.getValues())
      own.push([`${type.name}.${value.name}`, value.description]);
  }
  if (isInputObjectType(type) || isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      own.push([name, field.description]);
      if (!('args' in field)) continue;
      for (const arg of field.args) own.push([`${name}(${arg.name})`, arg.description]);
    }
  }
  return own;
}
