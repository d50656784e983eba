import { readFileSync } from 'node:fs';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import underPressure from '@fastify/under-pressure';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type ErrorCode, type Refusal, refuse } from '../errors.ts';
import { faultForLog, formatError, refusalOf, statusOf, tooLate } from './answer.ts';
import type { OnAnswered } from './answered.ts';
import { readJson, tooLarge } from './body.ts';
import { allowCrossOrigin } from './cors.ts';
import type { CountError } from './error-counter.ts';
import { longestBody } from './limits.ts';
import { responseType } from './media.ts';
import { contradicts, correlationIdOf, trustOf } from './request.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** How long the body was; 0 without one. */
    bodyBytes: number;
    /** What the request did, for its line in the log. */
    operation: string | null;
  }
  interface FastifyInstance {
    countError: CountError;
  }
}

/**
 * The HTTP server before any route: TLS, limits, security headers, and errors in GraphQL's shape
 * wherever they arise. Answers are never to be stored.
 */
export async function createHttp(
  config: Config,
  log: Logger,
  countError: CountError,
  onAnswered: OnAnswered,
  longestMilliseconds: number,
): Promise<Http> {
  const options: FastifyServerOptions = {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => correlationIdOf(request),
    trustProxy: trustOf(config.trustProxy),
    bodyLimit: longestBody,
    requestTimeout: 30_000,
    connectionTimeout: silenceMilliseconds,
    forceCloseConnections: 'idle',
    // A server that stops answers what still reaches it, and closes the connection with the answer.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    // No route has a JSON schema: what compiles them need not be loaded.
    schemaController: {
      compilersFactory: { buildValidator: () => noSchema, buildSerializer: () => noSchema },
    },
    frameworkErrors: (error, request, reply) => {
      answerError(error, request.headers.accept, reply, log);
    },
    clientErrorHandler(error, socket) {
      answerBrokenRequest(error, socket, countError);
    },
  };
  const app = config.tls ? overTls(options, config.tls) : fastify(options);

  app.decorate('countError', countError);
  app.decorateRequest('bodyBytes', 0);
  app.decorateRequest('operation', null);
  const headers = { ...securityHeaders(config), 'cache-control': 'no-store' };
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    // Fastify's own limit, handlerTimeout, ends for a POST once its body has arrived.
    const late = setTimeout(() => {
      // Who reads slowly goes on reading; what comes after the refusal goes nowhere.
      if (!reply.raw.headersSent) reply.send(tooLate()).hijack();
    }, longestMilliseconds).unref();
    reply.raw.once('close', () => clearTimeout(late));
    done(contradicts(request.raw) ? refuse('BAD_REQUEST', contradiction) : undefined);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { id: correlationId, method, operation, bodyBytes } = request;
    onAnswered({
      correlationId,
      method,
      path: request.routeOptions.url ?? 'unknown',
      operation,
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
      bodyBytes,
    });
    done();
  });
  allowCrossOrigin(app, config.corsOrigins);
  if (config.environment === 'production') await app.register(underPressure, pressureLimits);
  readJson(app);
  app.setErrorHandler((error, request, reply) => {
    answerError(error, request.headers.accept, reply, log);
  });
  app.setNotFoundHandler((request, reply) => {
    const error = refuse('NOT_FOUND', 'There is nothing at this address.');
    answerError(error, request.headers.accept, reply, log);
  });
  return { app, headers };
}

export interface Http {
  app: FastifyInstance;
  /** What every answer bears. */
  headers: Readonly<Record<string, string>>;
}

function noSchema(): never {
  throw new Error('Routes take and give what their own code says; no route has a schema.');
}

const contradiction = 'Host, Authorization and Content-Type may come once each.';

/**
 * A connection without a byte in either direction is cut; longer than connections are kept alive, and
 * than answers may take.
 */
const silenceMilliseconds = 90_000;

/** Far above what a busy machine shows; this is for a server that has stopped keeping up. */
const pressureLimits = {
  maxEventLoopDelay: 5_000,
  pressureHandler: () => {
    throw refuse('UNAVAILABLE', 'The server is too busy. Try again shortly.', {
      retryAfterSeconds: 5,
    });
  },
};

/** A TLS server is an HTTP server to everything that is put on it. */
function overTls(
  options: FastifyServerOptions,
  { certFile, keyFile }: NonNullable<Config['tls']>,
): FastifyInstance {
  const certificate = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  const https = { ...certificate, minVersion: 'TLSv1.3' as const };
  return fastify({ ...(options as object), https }) as unknown as FastifyInstance;
}

/**
 * What helmet sets on every answer, asked of it once: they are the same for all of them, and working
 * them out anew cost more than the query did.
 */
function securityHeaders(config: Config): Record<string, string> {
  const set = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    strictTransportSecurity: config.tls !== undefined || config.baseUrl.protocol === 'https:',
    xFrameOptions: { action: 'deny' },
  });
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  set(answer.req, answer, (error) => {
    if (error) throw error;
  });
  const headers = Object.entries(answer.getHeaders());
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

function answerError(
  error: unknown,
  accept: string | undefined,
  reply: FastifyReply,
  log: Logger,
): void {
  const refusal = refusalOf(error) ?? refusalOfFastify(error);
  if (!refusal) log.error({ correlationId: reply.request.id, fault: faultForLog(error) }, 'fault');
  const formatted = formatError(refusal ?? error, reply.request.id);
  const { code, retryAfterSeconds } = formatted.extensions ?? {};
  reply.server.countError(code as ErrorCode);
  if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  reply
    .code(statusOf(code as ErrorCode))
    .header('content-type', responseType(accept) ?? 'application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [formatted] }));
}

function refusalOfFastify(error: unknown): Refusal | null {
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge();
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return refuse('BAD_REQUEST', 'The body must be JSON, with content-type: application/json.');
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return refuse('BAD_REQUEST', 'This is not a request that the server understands.');
  }
  return null;
}

/** What does not parse as HTTP at all. */
function answerBrokenRequest(
  error: Error & { code?: string },
  socket: Socket,
  countError: CountError,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const timedOut = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = timedOut ? '408 Request Timeout' : '400 Bad Request';
  const refusal = refuse('BAD_REQUEST', 'This is not a request that the server understands.');
  countError(refusal.code);
  const body = JSON.stringify({ errors: [formatError(refusal)] });
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}
