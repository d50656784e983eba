import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '../errors.ts';
import { statusOf } from './answer.ts';
import { documentLimits } from './limits.ts';
import { responseType } from './media.ts';

/** An answer over HTTP, but for its headers of every answer. */
export interface HttpAnswer {
  status: number;
  /** Undefined when the client takes nothing that there is. */
  type: string | undefined;
  retryAfterSeconds: number | undefined;
  result: FormattedExecutionResult;
}

export interface Asked {
  accept: string | undefined;
  correlationId: string;
  /** Whether there was a document at all: a request without one is not well-formed. */
  wellFormed: boolean;
}

/** The status, type and content that GraphQL over HTTP asks for, given what came of an operation. */
export function httpAnswer(
  given: FormattedExecutionResult,
  { accept, correlationId, wellFormed }: Asked,
): HttpAnswer {
  const type = responseType(accept);
  if (!given.errors) return { status: 200, type, retryAfterSeconds: undefined, result: given };
  const result = withdrawn(given);
  for (const error of result.errors ?? []) stamp(error, correlationId);
  // `application/json` promises 200 for a well-formed request, even when its document is refused;
  // `application/graphql-response+json` tells it by the status (GraphQL over HTTP, section 6.4).
  const lenient = type === undefined || (wellFormed && type.startsWith('application/json'));
  const seconds = result.errors?.[0]?.extensions?.retryAfterSeconds;
  return {
    status: statusFor(result, lenient),
    type,
    retryAfterSeconds: isEmpty(result.data) && typeof seconds === 'number' ? seconds : undefined,
    result,
  };
}

/** With the database gone, an answer of nulls is no answer: the request as a whole is refused. */
function withdrawn(result: FormattedExecutionResult): FormattedExecutionResult {
  const { data, errors } = result;
  const [first] = errors ?? [];
  const gone = errors?.every((error) => codeOf(error) === 'UNAVAILABLE') ?? false;
  if (isEmpty(data) && gone && first) return { errors: [first] };
  return data === undefined && errors
    ? { ...result, errors: errors.slice(0, documentLimits.errors) }
    : result;
}

function stamp({ extensions }: GraphQLFormattedError, correlationId: string): void {
  if (extensions?.code === 'INTERNAL_SERVER_ERROR') Object.assign(extensions, { correlationId });
}

const refusalsOfDocument = new Set<ErrorCode>([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
]);
const refusalsOfWhole = new Set<ErrorCode>(['UNAUTHENTICATED', 'RATE_LIMITED', 'UNAVAILABLE']);

function statusFor({ data, errors }: FormattedExecutionResult, lenient: boolean): number {
  const [first] = errors ?? [];
  if (!first || !isEmpty(data)) return 200;
  const code = codeOf(first);
  // The operation ran, and nothing of it succeeded.
  if (data !== undefined) return refusalsOfWhole.has(code) ? statusOf(code) : 200;
  return lenient && refusalsOfDocument.has(code) ? 200 : statusOf(code);
}

/** Whether there is nothing in an answer but errors. */
function isEmpty(data: FormattedExecutionResult['data']): boolean {
  return !data || Object.values(data).every((value) => value === null);
}

function codeOf(error: GraphQLFormattedError): ErrorCode {
  return error.extensions?.code as ErrorCode;
}
