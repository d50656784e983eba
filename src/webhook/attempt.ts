import { sql } from 'drizzle-orm';
import { consentNow, type Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { type DataKey, KeyDestroyed, seal, unseal, type Vault } from '../vault/index.ts';
import { insertAttempt, updatePending } from './delivery-store.ts';
import {
  type AttemptOutcome,
  circuitThreshold,
  longestWait,
  mostAttempts,
  restAfter,
  retryDelay,
} from './endpoint.ts';
import { findEndpoint, updateEndpoint } from './endpoint-store.ts';
import type { Held } from './hold-store.ts';
import { reconfigure } from './record.ts';
import { openBody } from './render.ts';
import { openSecret } from './secret.ts';
import type { Answer, Sender } from './send.ts';
import { signatureHeaders } from './sign.ts';
import { type Attempt, type Delivery, type Endpoint, endpointTable as endpoints } from './table.ts';

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
  const dead = await database.db.transaction((tx) =>
    record(tx, vault, { endpoint, delivery, key, answer, random }),
  );
  if (answer.code === 410) platform.history.wake();
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

interface Made {
  endpoint: Held;
  delivery: Delivery;
  key: DataKey | null;
  answer: Answer;
  random: () => number;
}

/** Returns whether the delivery is a dead letter now. */
async function record(tx: Tx, vault: Vault, made: Made): Promise<boolean> {
  const { endpoint, delivery, key, answer, random } = made;
  // Locked first, as by whoever deletes it. It counts failures that came back at the same time.
  const current = await findEndpoint(tx, endpoint.id, null, { lock: true });
  if (!current) return false;
  const number = delivery.attempts + 1;
  const succeeded = answer.outcome === 'DELIVERED';
  const answered = delivery.answered + (answer.code === null ? 0 : 1);
  const dead = !succeeded && answer.code !== null && answered >= mostAttempts;
  const failuresInRow = current.failuresInRow + 1;
  const wait =
    answer.code === null ? restAfter(failuresInRow, random) : retryDelay(answered, random);
  const changed = await updatePending(tx, delivery.id, {
    status: succeeded ? 'DELIVERED' : dead ? 'DEAD' : 'PENDING',
    attempts: number,
    answered,
    nextAttemptAt: succeeded || dead ? null : after(Math.max(wait, retryAfterSeconds(answer))),
    finishedAt: succeeded || dead ? consentNow : null,
  });
  // Another server took it over while this one stood still.
  if (!changed) return false;
  await insertAttempt(tx, {
    deliveryId: delivery.id,
    number,
    outcome: answer.outcome,
    code: answer.code,
    problem: answer.problem,
    durationMs: answer.durationMs,
    answer:
      answer.firstBytes.length === 0
        ? null
        : seal(key ?? vault.systemKey, answerPlace(delivery.id, number), answer.firstBytes),
    startedAt: sql`${consentNow} - make_interval(secs => ${answer.durationMs / 1000})`,
  });
  if (answer.code === 410 && current.status === 'ENABLED') {
    const change = { action: 'DISABLE_WEBHOOK', performedBy: bySystem, facts: gone } as const;
    await reconfigure(tx, current, { ...afterFailure(failuresInRow), ...disabled }, change);
  } else {
    await updateEndpoint(
      tx,
      current.id,
      succeeded ? wellAgain : withRest(current, failuresInRow, answer, random),
    );
  }
  return dead;
}

const wellAgain = {
  failuresInRow: 0,
  circuitOpenedAt: null,
  restUntil: null,
  lastSuccessAt: consentNow,
};

const bySystem = { type: 'SYSTEM', id: null } as const;
const gone = { disabledReason: 'GONE' } as const;
const disabled = { status: 'DISABLED', ...gone, dueAt: null } as const;

function afterFailure(failuresInRow: number) {
  return { failuresInRow, lastFailureAt: consentNow };
}

/** Counts a failure, opens the circuit at the fifth in a row, and lets the endpoint rest as it asks. */
function withRest(
  { circuitOpenedAt }: Endpoint,
  failuresInRow: number,
  answer: Answer,
  random: () => number,
) {
  const opens = failuresInRow >= circuitThreshold;
  const rest = Math.max(opens ? restAfter(failuresInRow, random) : 0, retryAfterSeconds(answer));
  return {
    ...afterFailure(failuresInRow),
    ...(opens && circuitOpenedAt === null ? { circuitOpenedAt: consentNow } : {}),
    ...(rest > 0 ? { restUntil: sql`greatest(${endpoints.restUntil}, ${after(rest)})` } : {}),
  };
}

function after(seconds: number) {
  return sql`${consentNow} + make_interval(secs => ${seconds})`;
}

/** What `Retry-After` asks for in seconds (RFC 9110 §10.2.3), a day at most; 0 when it asks nothing. */
function retryAfterSeconds({ code, retryAfter }: Answer): number {
  if (retryAfter === null || (code !== 429 && code !== 503)) return 0;
  const seconds = /^\d+$/.test(retryAfter.trim())
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(seconds, 0), longestWait);
}

function answerPlace(deliveryId: string, number: number): string {
  return `webhook_attempt.answer:${deliveryId}:${number}`;
}
