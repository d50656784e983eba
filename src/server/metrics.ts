import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import type { Config } from '../config.ts';
import { refuse } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { OnAnswered } from './answered.ts';
import { Durations } from './durations.ts';

/**
 * Counts requests, and shows what is measured at `/metrics`: with a token, to whoever has it;
 * without one, only outside production and only to this machine.
 */
export function addMetrics(
  app: FastifyInstance,
  metrics: Metrics,
  { metricsToken, environment }: Pick<Config, 'metricsToken' | 'environment'>,
): void {
  const mayRead = (request: FastifyRequest) => {
    if (metricsToken !== undefined) return bears(request, metricsToken);
    return environment !== 'production' && isLocal(request);
  };
  app.get('/metrics', async (request, reply) => {
    // Nothing at all is said to others, not even that there is something.
    if (!mayRead(request)) throw refuse('NOT_FOUND', 'There is nothing at this address.');
    const { type, text } = await metrics.expose();
    return reply.header('content-type', type).send(text);
  });
}

/**
 * A few additions a request: the numbers of each route and status, and of each operation, are found
 * by one look into a Map.
 */
export function countAnswers({ registry }: Metrics): OnAnswered {
  const durations = new Durations({
    name: 'consentgraph_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by route and status; its count is that of requests.',
  });
  registry.registerMetric(durations.metric);
  const operations = new Counter({
    name: 'consentgraph_graphql_operations_total',
    help: 'GraphQL operations over HTTP that were run, by their root fields.',
    labelNames: ['operation'],
    registers: [registry],
  });
  const counts = new Map<string, Counter.Internal>();
  return ({ method, path, operation, status, milliseconds }) => {
    durations.observe(method, path, status, milliseconds / 1000);
    if (operation === null) return;
    const name = boundedName(operation);
    const count = counts.get(name) ?? operations.labels(name);
    counts.set(name, count);
    count.inc();
  };
}

/** Combinations of root fields are endless; each field by itself is not. */
function boundedName(operation: string): string {
  const type = operation.indexOf(' ');
  const isOne = operation.indexOf(' ', type + 1) === -1 && !operation.endsWith('...');
  return isOne ? operation : `${operation.slice(0, type)} of several fields`;
}

function bears(request: FastifyRequest, token: string): boolean {
  const given = hash('sha256', request.headers.authorization ?? '', 'buffer');
  return timingSafeEqual(given, hash('sha256', `Bearer ${token}`, 'buffer'));
}

/** The other end of the connection itself, whatever a proxy says. */
function isLocal({ raw }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
