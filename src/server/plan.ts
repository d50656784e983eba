import {
  type ArgumentNode,
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionResult,
  execute,
  type GraphQLField,
  GraphQLID,
  type GraphQLLeafType,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLSchema,
  GraphQLString,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { Context } from '../auth/index.ts';
import { documentLimits } from './limits.ts';
import { inputsOf, take, type Variables } from './plan-inputs.ts';

/**
 * Runs an operation, or answers one event of it, with the event as the root value. Undefined, with
 * nothing begun, for variables that only graphql-js knows how to take.
 */
export type Plan = (
  variables: Variables,
  context: Context,
  rootValue?: unknown,
) => ExecutionResult | Promise<ExecutionResult> | undefined;

export type Planner = (document: DocumentNode, operation: OperationDefinitionNode) => Plan | null;

/**
 * Works out, once for a document, how to answer a query of one field that has only leaves, such as
 * `validateConsent`, of a list of such, or each event of such a subscription: which variables its
 * arguments are, and which properties its leaves. To find that out anew each time, as graphql-js does,
 * costs an eighth of such an answer, and more of a long list. Null for any other operation.
 *
 * Whatever does not go smoothly, a refusal or a null that may not be, graphql-js makes an answer of:
 * the same, to the byte (a test asks everything both ways).
 */
export function planner(schema: GraphQLSchema): Planner {
  const settling = new Map<GraphQLObjectType, GraphQLSchema>();

  function plan(document: DocumentNode, operation: OperationDefinitionNode): Plan | null {
    const root = rootOf(schema, operation);
    const inputs = root && inputsOf(schema, operation, root.field.args, root.givenArguments);
    const shape = root && shapeOf(root);
    if (!inputs || !shape) return null;
    const { field, fieldNodes, responseName, parentType } = root;
    const resolve = field.resolve ?? defaultFieldResolver;
    const fragments = fragmentsOf(document);
    const path = { prev: undefined, key: responseName, typename: parentType.name };

    // What many subscribers ask in the same words about one event is answered once.
    let last: { event: unknown; answer: ExecutionResult | undefined } | undefined;
    const answerTo = (source: unknown) => {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
        return completed(source, shape, responseName);
      }
      if (!last || last.event !== source) {
        last = { event: source, answer: completed(source, shape, responseName) };
      }
      return last.answer;
    };

    const settle = (outcome: () => unknown, variableValues: Variables, context: Context) => {
      const settled = settling.get(parentType) ?? settlingSchema(schema, parentType);
      settling.set(parentType, settled);
      return execute({
        schema: settled,
        document,
        operationName: operation.name?.value,
        rootValue: outcome,
        variableValues,
        contextValue: context,
        options: { maxCoercionErrors: documentLimits.errors },
      });
    };

    return (variables, context, rootValue) => {
      const taken = take(inputs, variables);
      if (!taken) return undefined;
      const info: GraphQLResolveInfo = {
        fieldName: field.name,
        fieldNodes,
        returnType: field.type,
        parentType,
        path,
        schema,
        fragments,
        rootValue,
        operation,
        variableValues: taken.variables,
      };
      const complete = (source: unknown) =>
        answerTo(source) ?? settle(() => source, variables, context);
      const refuse = (error: unknown) =>
        settle(
          () => {
            throw error;
          },
          variables,
          context,
        );
      try {
        const outcome: unknown = resolve(rootValue, taken.args, context, info);
        return isPromise(outcome) ? outcome.then(complete, refuse) : complete(outcome);
      } catch (error) {
        return refuse(error);
      }
    };
  }

  const plans = new WeakMap<OperationDefinitionNode, Plan | null>();
  return (document, operation) => {
    const known = plans.get(operation);
    if (known !== undefined) return known;
    const made = plan(document, operation);
    plans.set(operation, made);
    return made;
  };
}

interface Root {
  parentType: GraphQLObjectType;
  field: GraphQLField<unknown, Context>;
  fieldNodes: GraphQLResolveInfo['fieldNodes'];
  responseName: string;
  givenArguments: readonly ArgumentNode[];
  selectionSet: SelectionSetNode;
}

/** The one field of an operation without anything that depends on the request but its variables. */
function rootOf(schema: GraphQLSchema, operation: OperationDefinitionNode): Root | undefined {
  const [node, ...others] = operation.selectionSet.selections;
  const parentType = schema.getRootType(operation.operation);
  if (operation.operation === OperationTypeNode.MUTATION || operation.directives?.length) return;
  if (!parentType || node?.kind !== Kind.FIELD || others.length > 0) return;
  const field = parentType.getFields()[node.name.value];
  const responseName = (node.alias ?? node.name).value;
  if (!field || !node.selectionSet || node.directives?.length || isReserved(responseName)) return;
  const { arguments: givenArguments = [], selectionSet } = node;
  return { parentType, field, fieldNodes: [node], responseName, givenArguments, selectionSet };
}

function fragmentsOf({ definitions }: DocumentNode): GraphQLResolveInfo['fragments'] {
  return Object.fromEntries(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
}

interface Leaf {
  responseName: string;
  property: string;
  type: GraphQLLeafType;
  /** Whether a string stands in the answer as it is. */
  isText: boolean;
  mayBeNull: boolean;
}

/** What is asked of one object, or of each object of a list. */
interface Shape {
  leaves: readonly Leaf[];
  isList: boolean;
}

/** The leaves that are asked for, if there is nothing else, and nobody but graphql-js resolves them. */
function shapeOf({ field, selectionSet }: Root): Shape | undefined {
  const whole = getNullableType(field.type);
  const isList = isListType(whole);
  const type = isList ? getNullableType(whole.ofType) : whole;
  if (!isObjectType(type) || type.isTypeOf) return;
  const fields = type.getFields();
  const leaves: Leaf[] = [];
  for (const node of selectionSet.selections) {
    if (node.kind !== Kind.FIELD || node.directives?.length || node.arguments?.length) return;
    const property = node.name.value;
    const responseName = (node.alias ?? node.name).value;
    const leaf = fields[property];
    const leafType = leaf && getNullableType(leaf.type);
    if (!isLeafType(leafType) || leaf?.resolve || isReserved(responseName)) return;
    if (leaves.some((other) => other.responseName === responseName)) return;
    leaves.push({
      responseName,
      property,
      type: leafType,
      isText: leafType === GraphQLString || leafType === GraphQLID,
      mayBeNull: !isNonNullType(leaf?.type),
    });
  }
  return { leaves, isList };
}

/** The answer; undefined when anything about the source is not as usual. */
function completed(
  source: unknown,
  { leaves, isList }: Shape,
  responseName: string,
): ExecutionResult | undefined {
  const answer = isList ? listOf(source, leaves) : objectOf(source, leaves);
  return answer && { data: { [responseName]: answer } };
}

function listOf(source: unknown, leaves: readonly Leaf[]): object[] | undefined {
  if (!Array.isArray(source)) return undefined;
  const answers: object[] = [];
  for (const item of source) {
    const answer = objectOf(item, leaves);
    if (!answer) return undefined;
    answers.push(answer);
  }
  return answers;
}

/** In the order asked. */
function objectOf(source: unknown, leaves: readonly Leaf[]): object | undefined {
  if (typeof source !== 'object' || source === null || source instanceof Error) return undefined;
  if (isPromise(source)) return undefined;
  const answer: Record<string, unknown> = {};
  for (const leaf of leaves) {
    const written = writtenBy(leaf, source as Record<string, unknown>);
    if (written === undefined) return undefined;
    answer[leaf.responseName] = written;
  }
  return answer;
}

/** A leaf as it stands in the answer; undefined for what graphql-js would look at more closely. */
function writtenBy(
  { property, type, isText, mayBeNull }: Leaf,
  source: Record<string, unknown>,
): unknown {
  try {
    const value = source[property];
    if (isText && typeof value === 'string') return value;
    if (value === null || value === undefined) return mayBeNull ? null : undefined;
    if (typeof value === 'function' || value instanceof Error || isPromise(value)) return undefined;
    const written = type.serialize(value);
    // As JSON has it: JSON.stringify takes a slower way through an object that holds dates.
    return (written instanceof Date ? written.toJSON() : written) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Names that JavaScript's objects have of their own begin so. */
function isReserved(name: string): boolean {
  return name.startsWith('__');
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** The same schema, where each field of one root type is what its root value says. */
function settlingSchema(schema: GraphQLSchema, root: GraphQLObjectType): GraphQLSchema {
  const config = root.toConfig();
  const resolve = (settled: unknown) => (settled as () => unknown)();
  const fields = Object.fromEntries(
    Object.entries(config.fields).map(([name, field]) => [name, { ...field, resolve }]),
  );
  const { types, ...rest } = schema.toConfig();
  return new GraphQLSchema({
    ...rest,
    types: types.filter((type) => type !== root),
    [root === schema.getQueryType() ? 'query' : 'subscription']: new GraphQLObjectType({
      ...config,
      fields,
    }),
    assumeValid: true,
  });
}
