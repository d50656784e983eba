import { eq, sql } from 'drizzle-orm';
import { consentNow, type Db } from '../database/index.ts';
import { badInput, refuse } from '../errors.ts';
import { readHead } from './log.ts';
import { historyTable as history, logTable as log } from './table.ts';

/** How far back a cursor may lie. */
export interface ReplayLimits {
  /** Events in the whole log, whoever they concern. */
  events: number;
  /** Age in days of the first event missed. */
  days: number;
}

/**
 * Whether the log can be replayed after a position.
 *
 * @param delivered a position that is certainly in the log, to spare the look for its end.
 * @throws `BAD_USER_INPUT` naming `after` when the position lies ahead of the log; `CURSOR_EXPIRED`
 * when too much has happened since, or too long ago.
 */
export async function assertReplayable(
  db: Db,
  position: bigint,
  delivered: bigint,
  limits: ReplayLimits,
): Promise<void> {
  if (position === delivered) return;
  if (position > delivered) {
    if (position <= (await readHead(db))) return;
    throw badInput('after', 'This cursor lies ahead of everything that has happened.');
  }
  if (delivered - position > limits.events) throw expired();
  const [next] = await db
    .select({
      tooOld: sql<boolean>`${history.recordedAt} < ${consentNow} - make_interval(days => ${limits.days})`,
    })
    .from(log)
    .innerJoin(history, eq(history.id, log.historyId))
    .where(eq(log.position, position + 1n));
  if (!next || next.tooOld) throw expired();
}

function expired() {
  return refuse(
    'CURSOR_EXPIRED',
    'More has happened since this cursor than is kept for replay. List again, and subscribe from the cursor of the list.',
  );
}
