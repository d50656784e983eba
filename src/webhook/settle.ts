import { sql } from 'drizzle-orm';
import { consentNow, type Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { type DataKey, seal, type Vault } from '../vault/index.ts';
import { insertAttempt, updatePending } from './delivery-store.ts';
import { circuitThreshold, longestWait, mostAttempts, restAfter, retryDelay } from './endpoint.ts';
import { findEndpoint, markWell, updateEndpoint } from './endpoint-store.ts';
import { reconfigure } from './record.ts';
import type { Answer } from './send.ts';
import { type Delivery, type Endpoint, endpointTable as endpoints } from './table.ts';

/** An attempt that was made. */
export interface Made {
  endpoint: Pick<Endpoint, 'id'>;
  delivery: Delivery;
  key: DataKey | null;
  answer: Answer;
  random: () => number;
}

/**
 * Records what came of an attempt, and what it says of the endpoint. Returns whether the delivery is
 * a dead letter now.
 */
export async function settle(
  { database: { db }, vault, history }: Pick<Platform, 'database' | 'vault' | 'history'>,
  made: Made,
): Promise<boolean> {
  const { endpoint, delivery, answer } = made;
  if (answer.outcome !== 'DELIVERED') {
    const dead = await db.transaction((tx) => settleFailure(tx, vault, made));
    if (answer.code === 410) history.wake();
    return dead;
  }
  // Not under the endpoint's lock: what arrives need not wait for what else does.
  const changed = await db.transaction((tx) =>
    write(tx, vault, made, {
      status: 'DELIVERED',
      answered: delivery.answered + 1,
      nextAttemptAt: null,
      finishedAt: consentNow,
    }),
  );
  if (changed) await markWell(db, endpoint.id);
  return false;
}

async function settleFailure(tx: Tx, vault: Vault, made: Made): Promise<boolean> {
  const { endpoint, delivery, answer, random } = made;
  // Locked first, as by whoever deletes it. It counts failures that came back at the same time.
  const current = await findEndpoint(tx, endpoint.id, null, { lock: true });
  if (!current) return false;
  const answered = delivery.answered + (answer.code === null ? 0 : 1);
  const dead = answer.code !== null && answered >= mostAttempts;
  const failuresInRow = current.failuresInRow + 1;
  const wait =
    answer.code === null ? restAfter(failuresInRow, random) : retryDelay(answered, random);
  const changed = await write(tx, vault, made, {
    status: dead ? 'DEAD' : 'PENDING',
    answered,
    nextAttemptAt: dead ? null : after(Math.max(wait, retryAfterSeconds(answer))),
    finishedAt: dead ? consentNow : null,
  });
  if (!changed) return false;
  if (answer.code === 410 && current.status === 'ENABLED') {
    const change = { action: 'DISABLE_WEBHOOK', performedBy: bySystem, facts: gone } as const;
    await reconfigure(tx, current, { ...afterFailure(failuresInRow), ...disabled }, change);
  } else {
    await updateEndpoint(tx, current.id, withRest(current, failuresInRow, answer, random));
  }
  return dead;
}

/** False when another server took the delivery over while this one stood still. */
async function write(
  tx: Tx,
  vault: Vault,
  { delivery, key, answer }: Made,
  changes: Parameters<typeof updatePending>[2],
): Promise<boolean> {
  const number = delivery.attempts + 1;
  if (!(await updatePending(tx, delivery.id, { ...changes, attempts: number }))) return false;
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
  return true;
}

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

/** What the first bytes of an answer are bound to. */
export function answerPlace(deliveryId: string, number: number): string {
  return `webhook_attempt.answer:${deliveryId}:${number}`;
}
