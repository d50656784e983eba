import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import type { Config } from '../config.ts';
import { refuse } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { OnAnswered } from './answered.ts';

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

/** From a few milliseconds, which nearly all requests take, to the longest that one may. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

/** One addition to two numbers a request: those of each route and status are looked up once. */
export function countAnswers({ registry }: Metrics): OnAnswered {
  const durations = new Histogram({
    name: 'consentgraph_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by route and status; its count is that of requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: seconds,
    registers: [registry],
  });
  const operations = new Counter({
    name: 'consentgraph_graphql_operations_total',
    help: 'GraphQL operations over HTTP that were run, by their root fields.',
    labelNames: ['operation'],
    registers: [registry],
  });
  const durationOf = memo((method, route, status) => durations.labels(method, route, status));
  const countOf = memo((operation) => operations.labels(operation));
  return ({ method, path, operation, status, milliseconds }) => {
    durationOf(method, path, String(status)).observe(milliseconds / 1000);
    if (operation !== null) countOf(boundedName(operation)).inc();
  };
}

/** Combinations of root fields are endless; each field by itself is not. */
function boundedName(operation: string): string {
  const [type = '', field = '', ...more] = operation.split(' ');
  return more.length === 0 && field !== '...' ? `${type} ${field}` : `${type} of several fields`;
}

/** Remembers what was made for the same words. */
function memo<Made>(make: (...words: string[]) => Made): (...words: string[]) => Made {
  const known = new Map<string, Made>();
  return (...words) => {
    const key = words.join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(...words);
    known.set(key, made);
    return made;
  };
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
