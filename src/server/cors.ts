import type { FastifyInstance } from 'fastify';

/**
 * Lets pages of the named origins call the API (Fetch Standard, CORS protocol); nobody's by
 * default. Credentials of the browser are never allowed: callers bring a bearer token.
 */
export function allowCrossOrigin(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    if (origin === undefined || !origins.includes(origin)) return;
    reply.header('access-control-allow-origin', origin);
    reply.header(
      'access-control-expose-headers',
      'retry-after, x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset',
    );
    if (request.method !== 'OPTIONS') return;
    return reply
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers':
          'authorization, content-type, apollo-require-preflight, x-request-id',
        'access-control-max-age': '600',
      })
      .code(204)
      .send();
  });
}
