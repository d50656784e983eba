import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Logger } from 'pino';
import { formatError } from './answer.ts';
import { type HttpContext, logFaults } from './apollo.ts';
import type { CheckedDocument, Documents } from './document.ts';
import { type CountError, countErrors } from './error-counter.ts';
import { documentLimits } from './limits.ts';
import { type Admit, requireShortBody } from './operation.ts';
import { httpAnswer } from './result.ts';

export interface KnownQueriesOptions {
  schema: GraphQLSchema;
  documents: Documents;
  admit: Admit;
  countError: CountError;
  log: Logger;
}

/** The body of the answer; or undefined, with everything untouched, when it is for Apollo to give. */
export type AnswerKnown = (
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
) => Promise<string | undefined>;

/**
 * The short way for a query whose document has been asked before, as a plain POST: Apollo's copies
 * of headers, its second negotiation, its digest of the source and its hooks cost twice what the
 * query itself does. By the same checks, in the same order, it gives the same answer, byte for byte
 * (a test asks everything on both ways); everything else goes through Apollo.
 */
export function knownQueries(given: KnownQueriesOptions): AnswerKnown {
  const { schema, documents, admit, countError, log } = given;
  const options = { maxCoercionErrors: documentLimits.errors };

  async function run(
    { operationName, variables }: PlainQuery,
    checked: CheckedDocument,
    operation: OperationDefinitionNode,
    context: HttpContext,
  ): Promise<ExecutionResult> {
    try {
      requireShortBody(operation, context.bodyBytes);
      const admitted = admit(checked, operation, variables ?? {}, context);
      if (admitted) await admitted;
      return await execute({
        schema,
        document: checked.document,
        operationName,
        variableValues: variables,
        contextValue: context,
        options,
      });
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    }
  }

  /** In the order of fields that Apollo writes. */
  function formatted(result: ExecutionResult, correlationId: string): FormattedExecutionResult {
    if (!result.errors) return result as FormattedExecutionResult;
    logFaults(result.errors, correlationId, log);
    return { errors: result.errors.map((error) => formatError(error)), data: result.data };
  }

  return async (request, reply, context) => {
    const asked = plainQuery(request);
    const checked = asked && documents.known(asked.query);
    if (!checked) return undefined;
    const operation = getOperationAST(checked.document, asked.operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return undefined;
    const result = await run(asked, checked, operation, context);
    const { correlationId } = context;
    const answer = httpAnswer(formatted(result, correlationId), {
      accept: request.headers.accept,
      correlationId,
      wellFormed: true,
    });
    countErrors(countError, answer.result.errors);
    reply.code(answer.status).header('content-type', answer.type);
    if (answer.retryAfterSeconds) reply.header('retry-after', String(answer.retryAfterSeconds));
    return JSON.stringify(answer.result);
  };
}

interface PlainQuery {
  query: string;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>> | undefined;
}

/** A POST that needs none of what Apollo makes of unusual ones. */
function plainQuery(request: FastifyRequest): PlainQuery | undefined {
  const { body, method } = request;
  if (method !== 'POST' || typeof body !== 'object' || body === null) return undefined;
  const { query, operationName, variables, extensions } = body as Record<string, unknown>;
  if (typeof query !== 'string' || extensions != null) return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    return undefined;
  }
  return {
    query,
    operationName: operationName ?? undefined,
    variables: (variables as PlainQuery['variables']) ?? undefined,
  };
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
