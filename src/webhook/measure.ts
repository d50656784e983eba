import type { MetricGroup } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { readWebhookQueue, type WebhookCounters } from './counters.ts';

/** What this server attempted, and what waits over all servers. */
export function webhookMetrics(
  { database }: Pick<Platform, 'database'>,
  counters: Readonly<WebhookCounters>,
): MetricGroup {
  return {
    name: 'webhooks',
    help: {
      webhook_attempts_total: 'Attempts of this server to deliver a webhook, by what came of them.',
      webhook_dead_letters_total: 'Webhooks that this server gave up.',
      webhook_pending_deliveries: 'Webhooks that were taken from the log and have not arrived.',
      webhook_dead_deliveries: 'Webhooks that were given up, and that nobody has sent again.',
      webhook_open_circuits: 'Endpoints that failed so often that they are only probed.',
      webhook_oldest_pending_seconds: 'How long ago the oldest webhook that waits happened.',
    },
    async read() {
      const { pending, dead, openCircuits, oldestPendingSeconds } = await readWebhookQueue(
        database.db,
      );
      return {
        webhook_attempts_total: { label: 'outcome', values: counters.attempts },
        webhook_dead_letters_total: counters.deadLetters,
        webhook_pending_deliveries: pending,
        webhook_dead_deliveries: dead,
        webhook_open_circuits: openCircuits,
        webhook_oldest_pending_seconds: oldestPendingSeconds,
      };
    },
  };
}
