import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { type Refusal, refuse } from '../errors.ts';
import type { Context } from './context.ts';
import { keepAuthorized } from './live.ts';
import {
  anyone,
  deny,
  type PermissionRule,
  type Permissions,
  ruleName,
  surelyHolds,
} from './rules.ts';
import { applyMiddleware, shield } from './shield.ts';

type Field = GraphQLField<unknown, Context>;
type Resolver = GraphQLFieldResolver<unknown, Context>;

const shieldOptions = {
  debug: false,
  allowExternalErrors: true,
  fallbackRule: deny,
  fallbackError: (_error: unknown, _parent: object, _args: object, context: object) =>
    refusalFor(context as Context),
  hashFunction: () => '',
};

/**
 * The schema both transports serve: each field behind its rule, and fields without one refused to
 * everyone. An anonymous caller is refused with `UNAUTHENTICATED`, a signed-in one with `FORBIDDEN`.
 *
 * Throws when a rule names a type or field the schema does not have.
 */
export function guard(schema: GraphQLSchema, permissions: Permissions): GraphQLSchema {
  const guarded: GraphQLSchema = applyMiddleware(schema, shield(permissions, shieldOptions));
  for (const type of objectTypes(guarded)) {
    const originals = (schema.getType(type.name) as GraphQLObjectType).getFields();
    for (const field of Object.values(type.getFields())) {
      const original = originals[field.name] as Field;
      const permission = permissions[type.name]?.[field.name] ?? deny;
      if (type === guarded.getSubscriptionType()) guardSubscription(field, original, permission);
      else if (permission === anyone) unwrap(field, original);
      else {
        const resolve = original.resolve ?? defaultFieldResolver;
        field.resolve = admittingAtOnce(permission, resolve, field.resolve ?? defaultFieldResolver);
      }
    }
  }
  return guarded;
}

/** One row of the table of permissions. */
export interface FieldRule {
  /** `Type.field`. */
  field: string;
  /** The rule's name, such as `isFiduciary or isOperator`. */
  rule: string;
}

/**
 * Every field of the schema with the rule that guards it, in alphabetical order. Throws, naming
 * them all, when fields have no rule or rules have no field.
 */
export function ruleTable(schema: GraphQLSchema, permissions: Permissions): FieldRule[] {
  const rows = objectTypes(schema).flatMap((type) =>
    Object.keys(type.getFields()).map((name) => ({
      field: `${type.name}.${name}`,
      permission: permissions[type.name]?.[name],
    })),
  );
  const known = new Set(rows.map(({ field }) => field));
  const ruled = Object.entries(permissions).flatMap(([type, fields]) =>
    Object.keys(fields).map((name) => `${type}.${name}`),
  );
  const problems = [
    ...rows.filter(({ permission }) => !permission).map(({ field }) => `${field} has no rule`),
    ...ruled.filter((field) => !known.has(field)).map((field) => `${field} is not in the schema`),
  ];
  if (problems.length > 0) throw new Error(`The permissions do not fit: ${problems.join('; ')}.`);
  return rows
    .map(({ field, permission }) => ({ field, rule: ruleName(permission ?? deny) }))
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** The domains' maps as one. Throws when two of them rule on the same field. */
export function mergePermissions(...maps: readonly Permissions[]): Permissions {
  const merged: Permissions = {};
  for (const map of maps) {
    for (const [type, fields] of Object.entries(map)) {
      const known = { ...merged[type] };
      for (const [field, permission] of Object.entries(fields)) {
        if (field in known) throw new Error(`Two rules for ${type}.${field}.`);
        known[field] = permission;
      }
      merged[type] = known;
    }
  }
  return merged;
}

/** Shield wraps every field in an async function; the ones nobody guards need not pay for it. */
function unwrap(field: Field, original: Field): void {
  field.resolve =
    original.resolve === undefined || original.resolve === defaultFieldResolver
      ? undefined
      : original.resolve;
  field.subscribe = original.subscribe;
}

/** Whom a rule lets in for certain need not go the way of shield. */
function admittingAtOnce(
  permission: PermissionRule,
  resolve: Resolver,
  throughShield: Resolver,
): Resolver {
  return (parent, args, context, info) =>
    surelyHolds(permission, context, args, parent)
      ? resolve(parent, args, context, info)
      : throughShield(parent, args, context, info);
}

/**
 * The rule runs before the event stream is made and again for each event, and the stream ends when
 * its caller no longer stands. (graphql-middleware wraps `resolve` or else `subscribe`, never both,
 * so that left to it a refused caller's generator runs.)
 */
function guardSubscription(field: Field, original: Field, permission: PermissionRule): void {
  const subscribe = judged(permission, original.subscribe ?? defaultFieldResolver);
  const deliver = judged(permission, original.resolve ?? defaultFieldResolver);
  field.subscribe = async (parent, args, context, info) => {
    const { caller, authority } = context;
    const stream = (await subscribe(parent, args, context, info)) as AsyncIterable<unknown>;
    return caller ? keepAuthorized(authority, caller, stream[Symbol.asyncIterator]()) : stream;
  };
  field.resolve = (event, args, context, info) => {
    context.loaders.clear();
    return deliver(event, args, context, info);
  };
}

/** `resolve` behind the rule, as shield would have it. */
function judged(permission: PermissionRule, resolve: Resolver): Resolver {
  if (permission === anyone) return resolve;
  const throughShield: Resolver = async (parent, args, context, info) => {
    const verdict = await permission.resolve(
      parent as object,
      args,
      context as unknown as Parameters<PermissionRule['resolve']>[2],
      info,
      shieldOptions,
    );
    if (verdict === true) return resolve(parent, args, context, info);
    throw verdict instanceof Error ? verdict : refusalFor(context);
  };
  return admittingAtOnce(permission, resolve, throughShield);
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType<unknown, Context>[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !isIntrospectionType(type),
  ) as GraphQLObjectType<unknown, Context>[];
}

function refusalFor({ caller }: Context): Refusal {
  return caller === null
    ? refuse('UNAUTHENTICATED', 'Sign in first: this needs a bearer token.')
    : refuse('FORBIDDEN', 'Your token does not allow this.');
}
