import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { findParty, pinParty } from './party.ts';
import { sendRequest } from './send.ts';

/** Where a party publishes its keys, beside the API that takes its messages. */
export const keysPath = '/.well-known/exchange-keys.json';

const published = z.object({ statements: z.array(z.string()).min(1).max(200) });

/** Between two looks at one party: strangers can make up unknown kids as fast as they like. */
const coolDownMs = 1_000;

interface Looks {
  lastAt: number;
  /** A look that has not begun: whoever joins it sees what was published by then. */
  next?: Promise<boolean> | undefined;
}
const looks = new WeakMap<Platform['database'], Map<string, Looks>>();

/**
 * Looks at a party's published keys, and pins those that its pinned ones lead to. At most once a
 * second; a call in between waits for the next look.
 *
 * @returns whether it was looked; what came is trusted no further than its signatures go
 */
export function refreshParty(platform: Platform, partyId: string): Promise<boolean> {
  const ofAll = looks.get(platform.database) ?? new Map<string, Looks>();
  looks.set(platform.database, ofAll);
  const own = ofAll.get(partyId) ?? { lastAt: Number.NEGATIVE_INFINITY };
  ofAll.set(partyId, own);
  own.next ??= (async () => {
    await delay(Math.max(0, own.lastAt + coolDownMs - performance.now()));
    own.next = undefined;
    own.lastAt = performance.now();
    return look(platform, partyId);
  })();
  return own.next;
}

async function look(platform: Platform, partyId: string): Promise<boolean> {
  const { database, config, history, log } = platform;
  const party = await findParty(database.db, partyId);
  if (!party || party.standing === 'SELF') return false;
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
