import { sql } from 'drizzle-orm';
import { findSelf, insertParty, makeOwnKeys } from '../message/index.ts';
import type { Platform } from '../platform.ts';

/**
 * Gives the manager its name, its address, and its first keys for messages. Servers that start at
 * the same moment agree.
 *
 */
export async function ensureManager(platform: Platform): Promise<void> {
  const { database, vault, config, history } = platform;
  const id = config.baseUrl.origin;
  await database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('exchange:self', 0))`);
    const self = await findSelf(tx);
    if (self) {
      if (self.id !== id) {
        platform.log.warn({ id: self.id }, 'participants know this server by another CMS_BASE_URL');
      }
      return;
    }
    await insertParty(tx, { id, standing: 'SELF', endpoint: new URL('/graphql', id).href });
    await makeOwnKeys(tx, vault, id);
  });
  history.wake();
}
