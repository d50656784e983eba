import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { Authenticator, Caller } from '../auth/index.ts';
import type { Quota } from '../limit/index.ts';
import { type Admission, quotaHeaders, subjectOf } from './admission.ts';
import { faultForLog, formatError, tooLate } from './answer.ts';
import type { OnAnswered } from './answered.ts';
import { logFaults } from './apollo.ts';
import { handOn } from './body.ts';
import type { Arrived, HttpContext } from './context.ts';
import type { CheckedDocument, Documents } from './document.ts';
import { type CountError, countErrors } from './error-counter.ts';
import { headWriter } from './head.ts';
import { documentLimits, longestBody } from './limits.ts';
import { responseType } from './media.ts';
import { type Admit, requireShortBody } from './operation.ts';
import { planner } from './plan.ts';
import { contradicts, correlationIdOf } from './request.ts';
import { httpAnswer } from './result.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ShortWayOptions {
  schema: GraphQLSchema;
  documents: Documents;
  admit: Admit;
  countError: CountError;
  log: Logger;
  recall: Authenticator['recall'];
  limiter: Admission | undefined;
  contextOf: (arrived: Arrived) => HttpContext;
  addressOf: (request: IncomingMessage) => string;
  /** What every answer bears. */
  headers: Readonly<Record<string, string>>;
  /** How long one waits for an answer, at most. */
  longestMilliseconds: number;
  /** False while the server refuses requests, or wants to be asked less. */
  isOpen: () => boolean;
  onAnswered: OnAnswered;
  /** Answers everything else: the long way, through Fastify and Apollo. */
  otherwise: Handler;
}

/**
 * The short way for a query whose document was asked before, by a caller whose token was seen before,
 * in a plain POST: what Fastify, Apollo and the adapter between them do around a query costs several
 * times what the query itself does. By the same checks, in the same order, it gives the same answer,
 * byte for byte (a test asks everything on both ways). Whatever is unusual in any respect goes the
 * long way, with its body handed on, and nothing has been counted or begun.
 */
export function shortWay(options: ShortWayOptions): Handler {
  const {
    documents,
    limiter,
    countError,
    contextOf,
    addressOf,
    isOpen,
    longestMilliseconds,
    onAnswered,
    otherwise,
    log,
  } = options;
  const run = runner(options);
  const writeHead = headWriter(options.headers);

  function takenFor(request: IncomingMessage, body: Buffer): Taken | undefined {
    const asked = askedIn(body);
    const checked = asked && documents.known(asked.query);
    if (!checked) return undefined;
    const operation = getOperationAST(checked.document, asked.operationName);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
    const { authorization } = request.headers;
    const caller = authorization === undefined ? null : options.recall(authorization);
    if (caller === undefined) return undefined;
    const { operationName, variables } = asked;
    return { operationName, variables, checked, operation, caller };
  }

  function takeLongWay(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    handOn(request, body);
    otherwise(request, response);
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    taken: Taken,
    body: Buffer,
    started: number,
  ): Promise<void> {
    const bodyBytes = body.length;
    const ip = addressOf(request);
    const correlationId = correlationIdOf(request);
    let noted: string | null = null;
    let tightest: Quota['tightest'];

    /** What comes after an answer, because it came late, goes nowhere. */
    function send(given: FormattedExecutionResult): void {
      if (response.headersSent) return;
      const { accept } = request.headers;
      const told = httpAnswer(given, { accept, correlationId, wellFormed: true });
      const { status, type, retryAfterSeconds, result } = told;
      countErrors(countError, result.errors);
      const text = JSON.stringify(result);
      const bytes = Buffer.byteLength(text);
      const headers = ['x-request-id', correlationId, ...quotaHeaders(tightest)];
      if (retryAfterSeconds) headers.push('retry-after', String(retryAfterSeconds));
      headers.push('content-type', type ?? '', 'content-length', String(bytes));
      // What is ASCII is the same in either, and written with less work in the second.
      const encoding = bytes === text.length ? 'latin1' : 'utf8';
      writeHead(response, status, headers).end(text, encoding);
      const milliseconds = performance.now() - started;
      onAnswered({
        correlationId,
        method: 'POST',
        path: '/graphql',
        operation: noted,
        status,
        milliseconds,
        bodyBytes,
      });
    }

    const late = setTimeout(() => {
      send({ errors: [formatError(tooLate())] });
    }, longestMilliseconds).unref();
    try {
      const quota = limiter?.take(subjectOf(taken.caller, ip));
      const permit = (quota instanceof Promise ? await quota : quota) ?? unlimited;
      if (response.headersSent) return;
      // Refused in the words of the long way; a request that is refused is not counted.
      if (!permit.admitted) return takeLongWay(request, response, body);
      tightest = permit.tightest;
      const note = (operation: string) => {
        noted = operation;
      };
      const { caller } = taken;
      const context = contextOf({ caller, ip, raw: request, correlationId, bodyBytes, note });
      send(await run(taken, context));
    } catch (error) {
      logFaults([error], correlationId, log);
      send({ errors: [formatError(error, correlationId)] });
    } finally {
      clearTimeout(late);
    }
  }

  return (request, response) => {
    if (!isPlain(request) || !isOpen()) return otherwise(request, response);
    const started = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [first] = chunks;
      const body = first && chunks.length === 1 ? first : Buffer.concat(chunks);
      const taken = takenFor(request, body);
      if (!taken) return takeLongWay(request, response, body);
      answer(request, response, taken, body, started).catch((error) => {
        log.error({ fault: faultForLog(error) }, 'a request failed');
        response.destroy();
      });
    });
  };
}

const unlimited = { admitted: true, tightest: undefined };

interface Asked {
  query: string;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>> | undefined;
}

interface Taken extends Omit<Asked, 'query'> {
  checked: CheckedDocument;
  operation: OperationDefinitionNode;
  caller: Caller | null;
}

/** Whether nothing about a request but its body could make a difference to how it is answered. */
function isPlain(request: IncomingMessage): boolean {
  const { method, url, headers } = request;
  return (
    method === 'POST' &&
    url === '/graphql' &&
    headers['content-type'] === 'application/json' &&
    Number(headers['content-length']) <= longestBody &&
    headers.origin === undefined &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    headers.host !== undefined &&
    plainHost.test(headers.host) &&
    responseType(headers.accept) !== undefined &&
    !contradicts(request)
  );
}

/** A name or an IPv4 address that is certainly one; others may be good too. */
const plainHost = /^[a-z0-9][a-z0-9.-]{0,250}(:\d{1,5})?$/i;

/** What a body asks, if it is JSON without anything that JSON parsers differ about. */
function askedIn(body: Buffer): Asked | undefined {
  if (!isUtf8(body)) return undefined;
  const text = body.toString();
  if (suspicious.test(text)) return undefined;
  const parsed = parsedObject(text);
  if (!parsed) return undefined;
  const { query, operationName, variables, extensions } = parsed;
  if (typeof query !== 'string' || extensions != null) return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    return undefined;
  }
  return {
    query,
    operationName: operationName ?? undefined,
    variables: (variables as Asked['variables']) ?? undefined,
  };
}

/** Names that reach into an object's prototype, plain or as an escape may spell them. */
const suspicious = /\\u|__proto__|constructor/;

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Runs an operation as Apollo would, with the result in the order of fields that Apollo writes. */
function runner({ schema, admit, log }: Pick<ShortWayOptions, 'schema' | 'admit' | 'log'>) {
  const options = { maxCoercionErrors: documentLimits.errors };
  const planFor = planner(schema);

  function refused(
    errors: readonly GraphQLError[],
    correlationId: string,
  ): GraphQLFormattedError[] {
    logFaults(errors, correlationId, log);
    return errors.map((error) => formatError(error));
  }

  return async (taken: Taken, context: HttpContext): Promise<FormattedExecutionResult> => {
    const { checked, operation, operationName, variables = {} } = taken;
    try {
      requireShortBody(operation, context.bodyBytes);
      const admitted = admit(checked, operation, variables, context);
      if (admitted) await admitted;
      const { document } = checked;
      const planned = planFor(document, operation)?.(variables, context);
      const result = await (planned ??
        execute({
          schema,
          document,
          operationName,
          variableValues: variables,
          contextValue: context,
          options,
        }));
      if (!result.errors) return result as FormattedExecutionResult;
      return { errors: refused(result.errors, context.correlationId), data: result.data };
    } catch (error) {
      return { errors: refused([asGraphQLError(error)], context.correlationId), data: undefined };
    }
  };
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
