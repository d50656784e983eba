import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { findParty, pinParty } from './party.ts';
import { sendRequest } from './send.ts';

/** Where a party publishes its keys, beside the API that takes its messages. */
export const keysPath = '/.well-known/exchange-keys.json';

const published = z.object({ statements: z.array(z.string()).min(1).max(200) });

/** Between two looks at one party: strangers can make up unknown kids as fast as they like. */
const coolDownMs = 2_000;
const lookedAt = new Map<string, number>();

/**
 * Looks at a party's published keys, and pins those that its pinned ones lead to.
 *
 * @returns whether it was looked; what came is trusted no further than its signatures go
 */
export async function refreshParty(platform: Platform, partyId: string): Promise<boolean> {
  const { database, config, history, log } = platform;
  const party = await findParty(database.db, partyId);
  if (!party || party.standing === 'SELF') return false;
  const mark = `${config.baseUrl.href} ${partyId}`;
  if (performance.now() - (lookedAt.get(mark) ?? Number.NEGATIVE_INFINITY) < coolDownMs)
    return false;
  lookedAt.set(mark, performance.now());
  try {
    const address = new URL(keysPath, party.endpoint).href;
    const { privateTargets } = config;
    const { body } = await sendRequest(address, { privateTargets });
    const { statements } = published.parse(JSON.parse(body));
    const { standing, endpoint } = party;
    await database.db.transaction((tx) =>
      pinParty(tx, { id: partyId, endpoint, standing }, statements),
    );
    history.wake();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    log.warn({ partyId, reason }, 'the keys of a party could not be read');
    return false;
  }
}
