import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isIntrospectionType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import {
  type ComplexityEstimator,
  fieldExtensionsEstimator,
  getComplexity,
} from 'graphql-query-complexity';
import { refuse } from '../errors.ts';
import { documentLimits } from './limits.ts';

/** Weighs the operations of one document. */
export type Scales = (operation: OperationDefinitionNode, variables: Variables) => void;

type Variables = Readonly<Record<string, unknown>>;

/**
 * The scales for a document. They refuse with `QUERY_TOO_COMPLEX` an operation that would return
 * more values than one answer may hold: each field counts one, times the sizes of the lists around
 * it. Variables that do not fit throw the errors that execution would have for them.
 *
 * Only variables that size a list or switch a field can change the weight, so operations that use
 * none are weighed once in the document's life.
 */
export function scales(schema: GraphQLSchema, document: DocumentNode): Scales {
  const weights = new Map<string, number>();
  const telling = tellingVariables(document);
  return (operation, variables) => {
    const values = telling.map((name) => variables[name] ?? null);
    const name = operation.name?.value ?? '';
    const key = values.length === 0 ? name : JSON.stringify([name, values]);
    let weight = weights.get(key);
    if (weight === undefined) {
      weight = weigh(schema, document, operation, variables);
      if (weights.size >= 100) weights.clear();
      weights.set(key, weight);
    }
    if (weight > documentLimits.cost) {
      throw refuse(
        'QUERY_TOO_COMPLEX',
        `This asks for up to ${weight} values; ${documentLimits.cost} is the most for one answer. ` +
          'Ask for shorter lists or fewer fields.',
      );
    }
  };
}

/** Arguments that say how many entries a list may have. */
const sizeArguments = ['first', 'last', 'limit'];

/** Entries to expect where no argument says: in a plain list, and on a page of a connection. */
const assumedEntries = 10;
const assumedPage = 20;

function weigh(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  return getComplexity({
    schema,
    query,
    variables: { ...variables },
    operationName: operation.name?.value,
    estimators: [fieldExtensionsEstimator(), listSize],
  });
}

const listSize: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const named = getNamedType(field.type);
  if (isIntrospectionType(named)) return 1;
  const asked = sizeArguments.map((name) => args[name]).find((size) => typeof size === 'number');
  if (asked !== undefined) return 1 + childComplexity * Math.max(asked, 1);
  if (isConnection(named.name)) return 1 + childComplexity * assumedPage;
  // The connection's own field has counted its page: `edges` is that list, not one more.
  const uncounted = isListType(getNullableType(field.type)) && !isConnection(type.name);
  return 1 + childComplexity * (uncounted ? assumedEntries : 1);
};

function isConnection(typeName: string): boolean {
  return typeName.endsWith('Connection');
}

function tellingVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      for (const { value } of directive.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
    Argument: ({ name, value }) => {
      if (sizeArguments.includes(name.value) && value.kind === Kind.VARIABLE) {
        names.add(value.name.value);
      }
    },
  });
  return [...names];
}
