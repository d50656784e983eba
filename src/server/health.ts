import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platform.ts';

/**
 * For who runs the server: `/healthz` while the process answers, `/readyz` while it should be sent
 * requests; and the public keys with which anyone checks what it signed (RFC 7517).
 */
export function addHealth(
  app: FastifyInstance,
  { database, vault }: Pick<Platform, 'database' | 'vault'>,
  isDraining: () => boolean,
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    if (await answers(database)) return { status: 'ready' };
    return reply.code(503).send({ status: 'the database does not answer' });
  });

  app.get('/.well-known/jwks.json', async (_request, reply) => {
    // Another server may have rotated a key since; whoever asks now may hold its first signature.
    await vault.refresh();
    reply.header('cache-control', 'public, max-age=60');
    reply.header('content-type', 'application/jwk-set+json');
    return JSON.stringify(vault.publicKeys());
  });
}

async function answers({ sql }: Platform['database']): Promise<boolean> {
  const silence = new Promise<false>((resolve) => {
    setTimeout(resolve, 2_000, false).unref();
  });
  const answer = sql`select 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, silence]);
}
