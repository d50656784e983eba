import {
  type ArgumentNode,
  coerceInputValue,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputType,
  isLeafType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** Where an argument's value comes from. */
export interface Input {
  argument: string;
  /** Without a default. */
  variable?: { name: string; type: GraphQLInputType; isRequired: boolean };
  /** What the document itself, or the schema, says. */
  constant?: unknown;
}

/** The arguments of a field, when they are all plain values or whole variables. */
export function inputsOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  declaredArguments: readonly GraphQLArgument[],
  givenArguments: readonly ArgumentNode[],
): Input[] | undefined {
  const given = new Map(givenArguments.map(({ name, value }) => [name.value, value]));
  const inputs: Input[] = [];
  const variables = new Set<string>();
  for (const argument of declaredArguments) {
    const value = given.get(argument.name);
    if (value?.kind === Kind.VARIABLE) {
      const definition = variableDefinitions.find(
        ({ variable }) => variable.name.value === value.name.value,
      );
      const type = definition && typeFromAST(schema, definition.type as never);
      if (!isInputType(type) || definition?.defaultValue || definition?.directives?.length) return;
      if (argument.defaultValue !== undefined) return;
      const isRequired = isNonNullType(type) || isNonNullType(argument.type);
      const name = value.name.value;
      variables.add(name);
      const nullable = getNullableType(type);
      inputs.push({ argument: argument.name, variable: { name, type: nullable, isRequired } });
    } else {
      const constant = value ? valueFromAST(value, argument.type) : argument.defaultValue;
      // Lists and objects are made anew for each request: whoever is given one may change it.
      if (typeof constant === 'object' && constant !== null) return;
      if (constant !== undefined) inputs.push({ argument: argument.name, constant });
      else if (value || isNonNullType(argument.type)) return;
    }
  }
  // A variable in another place, such as within a list, is for graphql-js to look at.
  return variables.size === variableDefinitions.length ? inputs : undefined;
}

export interface Taken {
  args: Record<string, unknown>;
  variables: Record<string, unknown>;
}

/** Undefined for variables that graphql-js would refuse, or take in a way of its own. */
export function take(inputs: readonly Input[], given: Variables): Taken | undefined {
  const args: Record<string, unknown> = {};
  const variables: Record<string, unknown> = {};
  for (const { argument, variable, constant } of inputs) {
    if (!variable) {
      args[argument] = constant;
      continue;
    }
    const { name, type, isRequired } = variable;
    if (!Object.hasOwn(given, name)) {
      if (isRequired) return undefined;
      continue;
    }
    const value = given[name];
    if (value === null && isRequired) return undefined;
    const parsed = value === null ? null : parsedBy(type, value);
    if (parsed === undefined) return undefined;
    args[argument] = parsed;
    variables[name] = parsed;
  }
  return { args, variables };
}

function parsedBy(type: GraphQLInputType, value: unknown): unknown {
  try {
    if (isLeafType(type)) return type.parseValue(value);
    return coerceInputValue(value, type, (_path, _value, error) => {
      throw error;
    });
  } catch {
    return undefined;
  }
}
