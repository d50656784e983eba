import {
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import { type Taker, takerOf } from './plan-values.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** Where an argument's value comes from. */
export interface Input {
  argument: string;
  /** Without a default. */
  variable?: { name: string; take: Taker; isRequired: boolean };
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
      inputs.push({ argument: argument.name, variable: { name, take: takerOf(type), isRequired } });
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
    const { name, take, isRequired } = variable;
    if (!Object.hasOwn(given, name)) {
      if (isRequired) return undefined;
      continue;
    }
    const value = given[name];
    if (value === null && isRequired) return undefined;
    const taken = take(value);
    if (taken === undefined) return undefined;
    args[argument] = taken;
    variables[name] = taken;
  }
  return { args, variables };
}
