import { sql } from 'drizzle-orm';
import type { MetricGroup } from '../metrics.ts';
import type { Platform } from '../platform.ts';

/** How far the log, its delivery and its checkpoints are behind what was committed. */
export function logMetrics({
  database,
  history,
}: Pick<Platform, 'database' | 'history'>): MetricGroup {
  return {
    name: 'log',
    help: {
      log_entries: 'Entries in the log.',
      log_unsequenced_entries: 'Committed entries that have no position in the log yet.',
      log_undelivered_entries: 'Entries of the log that this server has not delivered yet.',
      log_unsigned_entries: 'Entries of the log that no signed checkpoint covers yet.',
    },
    async read() {
      const [row] = await database.db.execute<{
        head: string;
        unsequenced: string;
        signed: string;
      }>(
        sql`
        with state as (
          select high, gaps, position from log_state
          union all select 0, '{}', 0 order by position desc limit 1
        )
        select position as head,
          (select count(*) from history where seq > high or seq = any (gaps)) as unsequenced,
          (select coalesce(max(size), 0) from log_checkpoint) as signed
        from state`,
      );
      const head = Number(row?.head);
      return {
        log_entries: head,
        log_unsequenced_entries: Number(row?.unsequenced),
        log_undelivered_entries: Math.max(0, head - Number(history.delivered)),
        log_unsigned_entries: Math.max(0, head - Number(row?.signed)),
      };
    },
  };
}
