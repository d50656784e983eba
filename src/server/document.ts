import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type Refusal, refuse } from '../errors.ts';
import { type Scales, scales } from './cost.ts';
import { documentLimits } from './limits.ts';
import { measure, type Shape } from './shape.ts';

/** A document that may run. */
export interface CheckedDocument {
  readonly document: DocumentNode;
  readonly weigh: Scales;
}

/** What became of a source text: a document that may run, or why not, in at most five errors. */
export type DocumentCheck = CheckedDocument | readonly [GraphQLError, ...GraphQLError[]];

export interface Documents {
  /** Parses and validates a source text, or remembers what came of it. Never throws. */
  check(source: string): DocumentCheck;
  /** What is remembered of a source text: a document that may run. */
  known(source: string): CheckedDocument | undefined;
}

export interface DocumentsOptions {
  schema: GraphQLSchema;
  /** Whether strangers may learn the schema: by introspection, and by hints in error messages. */
  tellSchema: boolean;
}

/**
 * The documents of both transports: one set of limits and one memory. Limits come before
 * validation, whose rules take quadratic time and worse on hostile documents.
 */
export function createDocuments({ schema, tellSchema }: DocumentsOptions): Documents {
  const remembered = new RecentDocuments();
  const rules = tellSchema ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const options = { maxErrors: documentLimits.errors, hideSuggestions: !tellSchema };

  function examine(source: string): DocumentCheck {
    const document = parsed(source);
    if (document instanceof GraphQLError) return [document];
    const excess = excessOf(measure(document));
    if (excess) return [excess];
    const [first, ...rest] = validate(schema, document, rules, options);
    if (first) return [first, ...rest.slice(0, documentLimits.errors - 1)];
    return { document, weigh: scales(schema, document) };
  }

  return {
    known: (source) => remembered.get(source),
    check(source) {
      const known = remembered.get(source);
      if (known) return known;
      const checked = examine(source);
      if ('document' in checked) remembered.set(source, checked);
      return checked;
    },
  };
}

/** @throws `BAD_REQUEST` when the name picks no operation, or several stand there and none is named. */
export function operationOf(
  { document }: CheckedDocument,
  name: string | null | undefined,
): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  throw refuse('BAD_REQUEST', 'operationName must name one of the operations in the document.');
}

function parsed(source: string): DocumentNode | GraphQLError {
  try {
    return parse(source, { maxTokens: documentLimits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    // Lists in lists in lists: the parser calls itself for each, until the stack ends.
    if (error instanceof RangeError) return refuse('BAD_REQUEST', 'The document nests too deeply.');
    throw error;
  }
}

const excesses: [keyof Shape, string][] = [
  ['depth', 'levels of nested fields'],
  ['fields', 'fields'],
  ['aliases', 'aliases'],
  ['directives', 'directives'],
  ['duplicates', 'repeated fields'],
];

function excessOf(shape: Shape): Refusal | undefined {
  for (const [measure, words] of excesses) {
    if (shape[measure] > documentLimits[measure]) {
      return refuse(
        'BAD_REQUEST',
        `The document has more than ${documentLimits[measure]} ${words}, fragments unfolded.`,
      );
    }
  }
  return undefined;
}

/** The documents used last, bounded by number and by the length of their sources. */
class RecentDocuments {
  static readonly most = 1_000;
  static readonly mostCharacters = 4 * 1024 * 1024;
  readonly #documents = new Map<string, CheckedDocument>();
  #characters = 0;
  #last: { source: string; document: CheckedDocument } | undefined;

  get(source: string): CheckedDocument | undefined {
    // Whoever asks often asks the same; moving it to the end of the Map costs more than finding it.
    if (this.#last?.source === source) return this.#last.document;
    const known = this.#documents.get(source);
    if (!known) return undefined;
    this.#last = { source, document: known };
    this.#documents.delete(source);
    this.#documents.set(source, known);
    return known;
  }

  set(source: string, document: CheckedDocument): void {
    this.#documents.set(source, document);
    this.#characters += source.length;
    for (const oldest of this.#documents.keys()) {
      const full =
        this.#documents.size > RecentDocuments.most ||
        this.#characters > RecentDocuments.mostCharacters;
      if (!full) return;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
