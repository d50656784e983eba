import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type Storage = ReturnType<typeof getMetadataStorage>;
type Method = Storage['queries'][number] | Storage['fieldResolvers'][number];
type Parameter = NonNullable<Method['params']>[number];
type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Given = Parameters<Resolve>;

/**
 * Has the methods of resolvers called with what graphql-js hands over. type-graphql makes an instance
 * of the declared class of each argument first, one promise each and one for all, and our methods ask
 * nothing of a class: that was a twentieth of a validation, and at each event of a subscription again
 * for each subscriber.
 */
export function callDirectly(schema: GraphQLSchema, resolvers: readonly unknown[]): void {
  const { queries, mutations, subscriptions, fieldResolvers, objectTypes } = getMetadataStorage();
  const typeNames = new Map<unknown, string>(objectTypes.map(({ target, name }) => [target, name]));
  const instances = new Map<unknown, Record<string, (...given: unknown[]) => unknown>>();

  function set(typeName: string | undefined, method: Method): void {
    const { target, methodName, schemaName, params = [] } = method;
    if (!resolvers.includes(target)) return;
    const type = schema.getType(typeName ?? '');
    const field = isObjectType(type) ? type.getFields()[schemaName] : undefined;
    if (!field || method.middlewares?.length || method.roles) return;
    const taken = [...params].sort((a, b) => a.index - b.index).map(takenBy);
    const instance = instances.get(target) ?? Reflect.construct(target, []);
    instances.set(target, instance);
    field.resolve = (...given) => instance[methodName](...taken.map((take) => take(given)));
  }

  for (const method of queries) set(schema.getQueryType()?.name, method);
  for (const method of mutations) set(schema.getMutationType()?.name, method);
  for (const method of subscriptions) set(schema.getSubscriptionType()?.name, method);
  for (const method of fieldResolvers) {
    if (method.kind === 'external') set(typeNames.get(method.getObjectType?.()), method);
  }
}

/** What a parameter is, of what graphql-js hands over. */
function takenBy(parameter: Parameter): (given: Given) => unknown {
  switch (parameter.kind) {
    case 'root':
      return ([root]) => root;
    case 'args':
      return ([, args]) => args;
    case 'arg':
      return ([, args]) => args[parameter.name];
    case 'context':
      return ([, , context]) => context;
    case 'info':
      return ([, , , info]) => info;
    default:
      throw new TypeError(`${parameter.methodName} takes a parameter of an unknown kind`);
  }
}
