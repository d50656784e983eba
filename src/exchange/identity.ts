import type { Reader } from '../database/index.ts';
import { findSelf, insertParty, lockSelf, makeOwnKeys, moveParty } from '../message/index.ts';
import type { Platform } from '../platform.ts';

/**
 * Gives the manager its name, its address, and its first keys for messages. Servers that start at
 * the same moment agree. The name stays when the server moves: participants trust the keys under it,
 * and are told the new address with the next message of an exchange.
 */
export async function ensureManager(platform: Platform): Promise<void> {
  const { database, vault, config, history, log } = platform;
  const { origin } = config.baseUrl;
  const endpoint = new URL('/graphql', origin).href;
  await database.db.transaction(async (tx) => {
    await lockSelf(tx);
    const self = await findSelf(tx);
    if (!self) {
      await insertParty(tx, { id: origin, standing: 'SELF', endpoint });
      await makeOwnKeys(tx, vault, origin);
    } else if (self.endpoint !== endpoint) {
      await moveParty(tx, self.id, endpoint);
      log.info({ from: self.endpoint, to: endpoint }, 'participants will be told the new address');
    }
  });
  history.wake();
}

/** Where participants are to send their messages. */
export async function ownEndpoint(reader: Reader): Promise<string> {
  const self = await findSelf(reader);
  if (!self) throw new Error('The manager has no name');
  return self.endpoint;
}
