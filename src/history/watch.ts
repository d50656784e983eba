import { sql } from 'drizzle-orm';
import type { Reader } from '../database/index.ts';

/** A committed entry that has no position. */
export interface Unsequenced {
  id: string;
  /**
   * True when sequencing has passed it by for good: that must never happen, and people must look at
   * it. False when it has merely waited for more than a minute: no server is sequencing.
   */
  lost: boolean;
}

/**
 * Looks through the last hour for committed entries that should have a position and have none. One
 * statement, so that history, log and state are of one moment. Anything it finds calls for an alarm.
 */
export async function findUnsequenced(reader: Reader): Promise<Unsequenced[]> {
  return reader.execute<{ id: string; lost: boolean }>(sql`
    select entry.id, entry.seq <= state.high and entry.seq <> all (state.gaps) as lost
    from history as entry
    left join log on log.history_id = entry.id
    cross join (
      select high, gaps from log_state union all select 0, '{}' order by high desc limit 1
    ) as state
    where entry.id >= first_history_id(clock_timestamp() - interval '1 hour')
      and log.position is null
      and (entry.seq <= state.high and entry.seq <> all (state.gaps)
        or entry.recorded_at < consent_now() - interval '1 minute')
    order by entry.seq`);
}
