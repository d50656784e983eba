import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { Authority, Context } from '../auth/index.ts';
import { type ErrorCode, refuse } from '../errors.ts';
import { faultForLog, formatError, refusalOf, statusOf } from './answer.ts';
import { type DocumentCheck, type Documents, operationOf } from './document.ts';
import { bodyLimit, documentLimits, longerBodies } from './limits.ts';
import { responseType } from './media.ts';

/** The context of an operation over HTTP. */
export interface HttpContext extends Context {
  /** How long the request's body was. */
  readonly bodyBytes: number;
  /** Told which root fields an operation has, for the request's line in the log. */
  readonly note: (operation: string) => void;
}

export interface ApolloOptions {
  schema: GraphQLSchema;
  documents: Documents;
  authority: Authority;
  /** Root fields that confirm the caller's standing in their own statement. */
  confirming: ReadonlySet<string>;
  log: Logger;
}

/** Apollo over the guarded schema, with our documents in place of its own parsing and validation. */
export function createApollo(options: ApolloOptions): ApolloServer<HttpContext> {
  return new ApolloServer<HttpContext>({
    schema: options.schema,
    logger: options.log,
    // Ours is the only memory of documents; Apollo keys its own by a digest made anew each time.
    documentStore: null,
    persistedQueries: false,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    executionOptions: { maxCoercionErrors: documentLimits.errors },
    formatError: (_formatted, error) => formatError(error),
    stringifyResult: (result) => JSON.stringify(result),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      graphqlOverHttp(options),
    ],
  });
}

type Request = GraphQLRequestContext<HttpContext>;

/** Checks operations by our limits, and answers with the status that GraphQL over HTTP asks for. */
function graphqlOverHttp(options: ApolloOptions): ApolloServerPlugin<HttpContext> {
  const { documents, authority, confirming, log } = options;
  return {
    async requestDidStart() {
      let checked: DocumentCheck;
      return {
        async didResolveSource(request) {
          checked = documents.check(request.source);
          // Where there is a document already, Apollo neither parses nor validates.
          Object.assign(request, { document: 'document' in checked ? checked.document : nothing });
        },
        async didResolveOperation({ request, contextValue, operation }) {
          requireShortBody(operation, contextValue.bodyBytes);
          if (!('document' in checked)) return;
          const chosen = operationOf(checked, request.operationName);
          contextValue.note(describe(chosen));
          if (chosen.operation === OperationTypeNode.SUBSCRIPTION) {
            throw refuse(
              'BAD_REQUEST',
              'Subscriptions are served over WebSocket, at this address.',
            );
          }
          checked.weigh(chosen, request.variables ?? {});
          const { caller } = contextValue;
          const confirmed = rootFields(chosen).every((name) => confirming.has(name));
          if (caller && !confirmed) await authority.confirm(caller);
        },
        async responseForOperation() {
          if ('document' in checked) return null;
          const errors = checked.map((problem) => formatError(problem));
          const http = { status: undefined, headers: new HeaderMap() };
          return { http, body: { kind: 'single', singleResult: { errors } } };
        },
        async didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) {
            if (refusalOf(error) !== null) continue;
            log.error(
              { correlationId: contextValue.correlationId, fault: faultForLog(error) },
              'a resolver failed',
            );
          }
        },
        async willSendResponse(request) {
          const { response, contextValue } = request;
          if (response.body?.kind !== 'single') return;
          const accept = request.request.http?.headers.get('accept');
          const type = responseType(accept);
          if (type) response.http.headers.set('content-type', type);
          const result = withdrawn(response.body.singleResult);
          for (const error of result.errors ?? []) stamp(error, contextValue.correlationId);
          response.body.singleResult = result;
          response.http.status = statusFor(result, type === undefined || isLenient(type, request));
          setRetryAfter(response.http.headers, result);
        },
      };
    },
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      const { correlationId } = requestContext.contextValue;
      log.error({ correlationId, fault: faultForLog(error) }, 'a request failed');
    },
  };
}

const nothing = { kind: Kind.DOCUMENT, definitions: [] } as const;

function requireShortBody(operation: OperationDefinitionNode | undefined, bytes: number): void {
  if (bytes <= bodyLimit) return;
  const fields = operation ? rootFields(operation) : [];
  const [only] = fields;
  const limit = fields.length === 1 && only ? (longerBodies[only] ?? bodyLimit) : bodyLimit;
  if (bytes > limit) {
    throw refuse('PAYLOAD_TOO_LARGE', `The body may have ${limit} bytes for this operation.`);
  }
}

function describe(operation: OperationDefinitionNode): string {
  return `${operation.operation} ${rootFields(operation).slice(0, 5).join(' ')}`;
}

function rootFields({ selectionSet }: OperationDefinitionNode): string[] {
  return selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : '...',
  );
}

/** With the database gone, an answer of nulls is no answer: the request as a whole is refused. */
function withdrawn(result: FormattedExecutionResult): FormattedExecutionResult {
  const { data, errors } = result;
  const empty = !data || Object.values(data).every((value) => value === null);
  const [first] = errors ?? [];
  const gone = errors?.every((error) => codeOf(error) === 'UNAVAILABLE') ?? false;
  if (empty && gone && first) return { errors: [first] };
  return data === undefined && errors
    ? { ...result, errors: errors.slice(0, documentLimits.errors) }
    : result;
}

function stamp({ extensions }: GraphQLFormattedError, correlationId: string): void {
  if (extensions?.code === 'INTERNAL_SERVER_ERROR') Object.assign(extensions, { correlationId });
}

/**
 * `application/json` promises 200 for a well-formed request, even when its document is refused;
 * `application/graphql-response+json` tells it by the status (GraphQL over HTTP, section 6.4).
 */
function isLenient(type: string, request: Request): boolean {
  return request.source !== undefined && type.startsWith('application/json');
}

const refusalsOfDocument = new Set<ErrorCode>([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
]);
const refusalsOfWhole = new Set<ErrorCode>(['UNAUTHENTICATED', 'RATE_LIMITED', 'UNAVAILABLE']);

function statusFor({ data, errors }: FormattedExecutionResult, lenient: boolean): number {
  const [first] = errors ?? [];
  if (!first || data) return 200;
  const code = codeOf(first);
  // Null data: the operation ran, and nothing of it succeeded.
  if (data === null) return refusalsOfWhole.has(code) ? statusOf(code) : 200;
  return lenient && refusalsOfDocument.has(code) ? 200 : statusOf(code);
}

function setRetryAfter(headers: HeaderMap, { data, errors }: FormattedExecutionResult): void {
  const seconds = errors?.[0]?.extensions?.retryAfterSeconds;
  if (!data && typeof seconds === 'number') headers.set('retry-after', String(seconds));
}

function codeOf(error: GraphQLFormattedError): ErrorCode {
  return error.extensions?.code as ErrorCode;
}
