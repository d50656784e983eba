import type { FastifyInstance } from 'fastify';
import { notFound } from '../errors.ts';
import type { Platform } from '../platform.ts';
import { findSelf } from './own-keys.ts';
import { chainOf } from './party.ts';
import { keysPath } from './refresh.ts';
import { readState } from './statement.ts';

/**
 * `GET /.well-known/exchange-keys.json`: this server's keys for messages as a JWK Set (RFC 7517 §5),
 * with the chain of statements that leads from its first keys to them.
 */
export async function messageRoutes(
  app: FastifyInstance,
  { platform }: { platform: Platform },
): Promise<void> {
  app.get(keysPath, async () => {
    const { db } = platform.database;
    const self = await findSelf(db);
    const statements = self ? await chainOf(db, self.id) : [];
    const last = statements.at(-1);
    if (!self || last === undefined) throw notFound();
    const { signing, encryption } = await readState(self.id, last);
    const keys = [
      { key: signing, alg: 'Ed25519', use: 'sig' },
      { key: encryption, alg: 'ECDH-ES+A256KW', use: 'enc' },
    ].map(({ key: { kid, key }, alg, use }) => ({
      ...key.export({ format: 'jwk' }),
      kid,
      alg,
      use,
    }));
    return { party: self.id, keys, statements };
  });
}
