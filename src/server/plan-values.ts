import {
  GraphQLID,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLString,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/**
 * Takes a variable's value as its type has it. Undefined for a value that graphql-js would refuse, or
 * take in a way of its own.
 */
export type Taker = (value: unknown) => unknown;

/**
 * Works out, once for a type, how its values are taken: graphql-js does so for each value anew, with
 * its path in hand in case there is something to say of it, which is a fifth of what a server does for
 * one of a thousand questions.
 */
export function takerOf(type: GraphQLInputType): Taker {
  if (isNonNullType(type)) {
    const take = takerOf(type.ofType);
    return (value) => (value === null ? undefined : take(value));
  }
  const take = presentTakerOf(type);
  return (value) => (value === null ? null : take(value));
}

function presentTakerOf(type: GraphQLInputType): Taker {
  if (isNonNullType(type)) return takerOf(type);
  if (isListType(type)) return listTakerOf(takerOf(type.ofType));
  if (isInputObjectType(type)) return objectTakerOf(type);
  const isText = type === GraphQLID || type === GraphQLString;
  return (value) => {
    if (isText && typeof value === 'string') return value;
    try {
      return type.parseValue(value);
    } catch {
      return undefined;
    }
  };
}

function listTakerOf(take: Taker): Taker {
  return (value) => {
    const all: unknown[] = [];
    // One in place of a list is a list of one.
    for (const item of Array.isArray(value) ? value : [value]) {
      const taken = take(item);
      if (taken === undefined) return undefined;
      all.push(taken);
    }
    return all;
  };
}

function objectTakerOf(type: GraphQLInputObjectType): Taker {
  if (type.isOneOf) return () => undefined;
  // When first needed: a type may have fields of its own kind.
  let fields: ReturnType<typeof fieldsOf> | undefined;
  return (value) => {
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const given = value as Record<string, unknown>;
    fields ??= fieldsOf(type);
    const all: Record<string, unknown> = {};
    let count = 0;
    for (const { name, take, preset, isRequired } of fields) {
      if (given[name] === undefined) {
        if (preset !== undefined) all[name] = preset;
        else if (isRequired) return undefined;
        continue;
      }
      const taken = take(given[name]);
      if (taken === undefined) return undefined;
      all[name] = taken;
      count += 1;
    }
    return count === Object.keys(given).length ? all : undefined;
  };
}

function fieldsOf(type: GraphQLInputObjectType) {
  return Object.values(type.getFields()).map(({ name, type: of, defaultValue: preset }) => ({
    name,
    take: takerOf(of),
    preset,
    isRequired: isNonNullType(of),
  }));
}
