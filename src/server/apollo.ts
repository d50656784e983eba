import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLSchema, Kind } from 'graphql';
import type { Logger } from 'pino';
import { faultForLog, formatError, refusalOf } from './answer.ts';
import type { HttpContext } from './context.ts';
import { type DocumentCheck, type Documents, operationOf } from './document.ts';
import { type CountError, countErrors } from './error-counter.ts';
import { documentLimits } from './limits.ts';
import { type Admit, requireShortBody } from './operation.ts';
import { httpAnswer } from './result.ts';

export interface ApolloOptions {
  schema: GraphQLSchema;
  documents: Documents;
  admit: Admit;
  countError: CountError;
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
      // For subgraphs alone: with it, half a megabyte of Protocol Buffers would be loaded.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      graphqlOverHttp(options),
    ],
  });
}

/** Checks operations by our limits, and answers with the status that GraphQL over HTTP asks for. */
function graphqlOverHttp({
  documents,
  admit,
  countError,
  log,
}: ApolloOptions): ApolloServerPlugin<HttpContext> {
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
          await admit(checked, chosen, request.variables ?? {}, contextValue);
        },
        async responseForOperation() {
          if ('document' in checked) return null;
          const errors = checked.map((problem) => formatError(problem));
          const http = { status: undefined, headers: new HeaderMap() };
          return { http, body: { kind: 'single', singleResult: { errors } } };
        },
        async didEncounterErrors({ errors, contextValue }) {
          logFaults(errors, contextValue.correlationId, log);
        },
        async willSendResponse({ request, source, response, contextValue }) {
          if (response.body?.kind !== 'single') return;
          const { status, type, retryAfterSeconds, result } = httpAnswer(
            response.body.singleResult,
            {
              accept: request.http?.headers.get('accept'),
              correlationId: contextValue.correlationId,
              wellFormed: source !== undefined,
            },
          );
          countErrors(countError, result.errors);
          const { headers } = response.http;
          if (type) headers.set('content-type', type);
          if (retryAfterSeconds) headers.set('retry-after', String(retryAfterSeconds));
          response.body.singleResult = result;
          response.http.status = status;
        },
      };
    },
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      const { correlationId } = requestContext.contextValue;
      log.error({ correlationId, fault: faultForLog(error) }, 'a request failed');
    },
  };
}

/** Faults of ours go to the log; what is refused is the caller's to read. */
export function logFaults(errors: readonly unknown[], correlationId: string, log: Logger): void {
  for (const error of errors) {
    if (refusalOf(error) !== null) continue;
    log.error({ correlationId, fault: faultForLog(error) }, 'a resolver failed');
  }
}

const nothing = { kind: Kind.DOCUMENT, definitions: [] } as const;
