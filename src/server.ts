import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Authenticator, Authority } from './auth/index.ts';
import { refuse } from './errors.ts';
import type { Metrics } from './metrics.ts';
import type { Platform } from './platform.ts';
import { type Admission, admitRequest, countingRefused, subjectOf } from './server/admission.ts';
import { logAnswers, type OnAnswered } from './server/answered.ts';
import { createApollo } from './server/apollo.ts';
import { watchConnections } from './server/connections.ts';
import { type HttpContext, httpContexts } from './server/context.ts';
import { createDocuments } from './server/document.ts';
import { errorCounter } from './server/error-counter.ts';
import { addHealth } from './server/health.ts';
import { createHttp } from './server/http.ts';
import {
  answerMilliseconds,
  leavingMilliseconds,
  type SocketLimits,
  socketLimits,
} from './server/limits.ts';
import { responseType } from './server/media.ts';
import { addMetrics, countAnswers } from './server/metrics.ts';
import { admitOperations } from './server/operation.ts';
import { addPages } from './server/pages.ts';
import { addressReader, correlationIdOf, userAgentOf } from './server/request.ts';
import { shortWay } from './server/short-way.ts';
import { serveSockets, socketMetrics } from './server/socket.ts';

export interface ServerOptions {
  platform: Platform;
  /** The schema with its rules: both transports serve this one. */
  schema: GraphQLSchema;
  authenticator: Authenticator;
  authority: Authority;
  /** Counts requests and subscriptions; without one there is no limit. */
  limiter?: Admission;
  /** Where requests and sockets are counted; `/metrics` shows it. */
  metrics?: Metrics;
  /** Fastify plugins with what is not GraphQL: the token endpoint, the notice as JSON. */
  routes?: readonly FastifyPluginAsync[];
  /**
   * Root fields whose own statement asks whether the caller still stands, so that an operation of
   * these alone needs no statement before it.
   */
  confirming?: readonly string[];
  /** Other limits than the usual ones, for tests of what takes long. */
  socketLimits?: Partial<SocketLimits>;
  answerMilliseconds?: number;
}

export interface ApiServer {
  /** Where the server listens, without a slash at the end; known once it does. */
  readonly url: string;
  readonly app: FastifyInstance;
  /** @throws the system's error when the port is taken or forbidden. */
  listen(): Promise<void>;
  /** Finishes open requests, tells sockets to go elsewhere (1001), then stops. */
  close(): Promise<void>;
}

/**
 * The API on one port: GraphQL over HTTP and over WebSocket (graphql-transport-ws) at `/graphql`,
 * health, public keys, and outside production the developer's pages.
 */
export async function createServer(options: ServerOptions): Promise<ApiServer> {
  const { platform, schema, authenticator, authority, limiter } = options;
  const { config, log } = platform;
  const tellSchema = config.environment !== 'production';
  const documents = createDocuments({ schema, tellSchema });
  const addressOf = addressReader(config.trustProxy);
  const countError = errorCounter(options.metrics);
  const tell = [logAnswers(log), ...(options.metrics ? [countAnswers(options.metrics)] : [])];
  const onAnswered: OnAnswered = (answered) => {
    for (const told of tell) told(answered);
  };
  const longest = options.answerMilliseconds ?? answerMilliseconds;
  const { app, headers } = await createHttp(config, log, countError, onAnswered, longest);
  const admit = admitOperations({ authority, confirming: new Set(options.confirming) });
  const contextOf = httpContexts({ platform, authority, limiter });
  const apollo = createApollo({ schema, documents, admit, countError, log });
  await apollo.start();

  async function admitted(request: FastifyRequest, reply: FastifyReply): Promise<HttpContext> {
    const { raw, ip, bodyBytes, id: correlationId } = request;
    const caller = await countingRefused(limiter, ip, () =>
      authenticator.authenticate(request.headers.authorization),
    );
    if (limiter) await admitRequest(limiter, subjectOf(caller, ip), reply);
    const note = (operation: string) => {
      request.operation = operation;
    };
    return contextOf({ caller, ip, raw, correlationId, bodyBytes, note });
  }

  const contexts = new WeakMap<FastifyRequest, HttpContext>();
  const throughApollo = fastifyApolloHandler(apollo, {
    context: async (request, reply) => contexts.get(request) ?? admitted(request, reply),
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      requireSoundRequest(request);
      // Outside Apollo, which answers whatever goes wrong in its context function with 500.
      contexts.set(request, await admitted(request, reply));
      return throughApollo.call(this, request, reply);
    },
  });
  app.route({
    method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'],
    url: '/graphql',
    handler: async (_request, reply) => {
      reply.header('allow', 'GET, POST');
      throw refuse('METHOD_NOT_ALLOWED', 'GraphQL is asked by POST, or queries by GET.');
    },
  });

  let draining = false;
  addHealth(app, platform, () => draining);
  if (options.metrics) addMetrics(app, options.metrics, config);
  if (config.environment !== 'production') await app.register(addPages);
  for (const routes of options.routes ?? []) await app.register(routes);

  const [otherwise] = app.server.listeners('request') as [RequestListener];
  const plainQueries = shortWay({
    schema,
    documents,
    admit,
    countError,
    log,
    recall: authenticator.recall,
    limiter,
    contextOf,
    addressOf,
    headers,
    longestMilliseconds: longest,
    isOpen: () => !draining && !app.isUnderPressure?.(),
    onAnswered,
    otherwise,
  });
  app.server.removeAllListeners('request').on('request', plainQueries);

  const connections = watchConnections(app.server);
  const limits = { ...socketLimits, ...options.socketLimits };
  const sockets = serveSockets({
    server: app.server,
    path: '/graphql',
    limits,
    allowsOrigin: (origin) => ownOrigins().includes(origin) || config.corsOrigins.includes(origin),
    subscriptions: {
      ...{ platform, schema, documents, authenticator, authority, limiter, limits, countError },
    },
    open: (request) => ({
      connection: {
        ip: addressOf(request),
        userAgent: userAgentOf(request),
        transport: 'websocket',
      },
      correlationId: correlationIdOf(request),
    }),
    log,
  });
  options.metrics?.add(socketMetrics(sockets));

  function url(): string {
    const { address, port, family } = app.server.address() as AddressInfo;
    const any = address === '0.0.0.0' || address === '::';
    const host = any ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
    return `${config.tls ? 'https' : 'http'}://${host}:${port}`;
  }

  function ownOrigins(): string[] {
    if (config.environment === 'production') return [config.baseUrl.origin];
    const { protocol, port } = new URL(url());
    return [
      config.baseUrl.origin,
      ...['localhost', '127.0.0.1', '[::1]'].map((host) => `${protocol}//${host}:${port}`),
    ];
  }

  return {
    get url() {
      return url();
    },
    app,
    async listen() {
      await app.listen({ host: config.host, port: config.port });
    },
    async close() {
      draining = true;
      await connections.allTaken();
      const patientUntil = performance.now() + leavingMilliseconds;
      const idle = setInterval(() => {
        // A connection whose last answer goes out only now would otherwise be kept alive.
        app.server.closeIdleConnections();
        // To Node, who has said nothing yet, or not all of it, is not idle.
        if (performance.now() > patientUntil) connections.cutUnlessAsking();
      }, 50);
      await Promise.all([app.close(), sockets.close()]);
      clearInterval(idle);
      await apollo.stop();
    },
  };
}

/** Refuses what Apollo or its adapter would fault on, or would only refuse after having run it. */
function requireSoundRequest(request: FastifyRequest): void {
  const { url, host } = request;
  const plain = url === '/graphql' && plainHost.test(host);
  if (!plain && !URL.canParse(url, `${request.protocol}://${request.hostname}/`)) {
    throw refuse('BAD_REQUEST', 'The Host header does not name a host.');
  }
  if (!responseType(request.headers.accept)) {
    throw refuse('BAD_REQUEST', 'Accept must allow application/graphql-response+json or JSON.');
  }
}

/** A name that is certainly one, which spares taking it apart; other names may be good too. */
const plainHost = /^[a-z][a-z0-9.-]{0,250}(:\d{1,4})?$/i;
