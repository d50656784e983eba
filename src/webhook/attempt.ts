import { consentNow } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { type DataKey, KeyDestroyed, unseal, type Vault } from '../vault/index.ts';
import { updatePending } from './delivery-store.ts';
import type { AttemptOutcome } from './endpoint.ts';
import type { Held } from './hold-store.ts';
import { openBody } from './render.ts';
import { openSecret } from './secret.ts';
import type { Sender } from './send.ts';
import { answerPlace, settle } from './settle.ts';
import { signatureHeaders } from './sign.ts';
import type { Attempt, Delivery } from './table.ts';

export interface Attempting {
  platform: Platform;
  sender: Sender;
  random: () => number;
}

/** What came of an attempt; ERASED when there is nothing left to send. */
export type Attempted = { outcome: AttemptOutcome | 'ERASED'; dead: boolean };

/**
 * Sends a delivery once and records what came of it.
 *
 * @throws the signal's reason when it is aborted before there is an answer; nothing is recorded then,
 * and the delivery is still to be tried
 */
export async function attempt(
  { platform, sender, random }: Attempting,
  endpoint: Held,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Attempted> {
  const { database, vault } = platform;
  const key = await keyOf(platform, delivery);
  if (key === 'DESTROYED') {
    await updatePending(database.db, delivery.id, {
      status: 'ERASED',
      nextAttemptAt: null,
      finishedAt: consentNow,
    });
    return { outcome: 'ERASED', dead: false };
  }
  const body = openBody(vault, key, delivery);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'ConsentGraph-Webhooks',
    ...signatureHeaders({
      id: delivery.eventId,
      body,
      secrets: secretsOf(vault, endpoint),
      at: new Date(),
    }),
  };
  const answer = await sender.send({ url: endpoint.url, headers, body }, signal);
  const dead = await settle(platform, { endpoint, delivery, key, answer, random });
  return { outcome: answer.outcome, dead };
}

/** The first bytes of an answer, as they came; they may be cut within a character. */
export function openAnswer(vault: Vault, key: DataKey | null, attempt: Attempt): string | null {
  if (!attempt.answer) return null;
  const place = answerPlace(attempt.deliveryId, attempt.number);
  return unseal(key ?? vault.systemKey, place, attempt.answer).toString();
}

async function keyOf(
  { vault, database }: Platform,
  { dataKeyId }: Delivery,
): Promise<DataKey | null | 'DESTROYED'> {
  if (dataKeyId === null) return null;
  return vault.dataKey(database.db, dataKeyId).catch((error) => {
    if (error instanceof KeyDestroyed) return 'DESTROYED';
    throw error;
  });
}

function secretsOf(vault: Vault, endpoint: Held): [string, ...string[]] {
  const current = openSecret(vault, endpoint.id, endpoint.secret);
  if (!endpoint.previousSecret || !endpoint.previousSecretValid) return [current];
  return [current, openSecret(vault, endpoint.id, endpoint.previousSecret)];
}
