import { sql } from 'drizzle-orm';
import type { Reader } from '../database/index.ts';
import type { Attempted } from './attempt.ts';
import { attemptOutcomes } from './endpoint.ts';
import { deliveryTable as deliveries, endpointTable as endpoints } from './table.ts';

/** What one server attempted since it was started. They only rise. */
export interface WebhookCounters {
  /** Attempts by what came of them. */
  attempts: Record<Attempted['outcome'], number>;
  deadLetters: number;
}

export function webhookCounters(): WebhookCounters {
  const none = [...attemptOutcomes, 'ERASED' as const].map((outcome) => [outcome, 0] as const);
  const attempts = Object.fromEntries(none) as WebhookCounters['attempts'];
  return { attempts, deadLetters: 0 };
}

export function countAttempt(counters: WebhookCounters, { outcome, dead }: Attempted): void {
  counters.attempts[outcome]++;
  if (dead) counters.deadLetters++;
}

/** How webhooks stand over all servers. */
export interface WebhookQueue {
  /** Deliveries that were taken from the log and have not arrived. */
  pending: number;
  /** Dead letters that nobody has sent on. */
  dead: number;
  openCircuits: number;
  /** Seconds since the oldest pending event happened; 0 without any. */
  oldestPendingSeconds: number;
}

export async function readWebhookQueue(reader: Reader): Promise<WebhookQueue> {
  const [row] = await reader.execute<{
    pending: number;
    dead: number;
    open: number;
    oldest: number;
  }>(sql`
    select
      (select count(*)::int from ${deliveries} where status = 'PENDING') as pending,
      (select count(*)::int from ${deliveries} where status = 'DEAD') as dead,
      (select count(*)::int from ${endpoints}
        where circuit_opened_at is not null and status = 'ENABLED') as open,
      (select coalesce(extract(epoch from (select consent_now()) - min(occurred_at)), 0)::float8
        from ${deliveries} where status = 'PENDING') as oldest`);
  if (!row) throw new Error('A statement without a where returned no row');
  return {
    pending: row.pending,
    dead: row.dead,
    openCircuits: row.open,
    oldestPendingSeconds: row.oldest,
  };
}
