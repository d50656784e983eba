import { and, eq, getTableColumns, isNull, lt, or, sql } from 'drizzle-orm';
import { consentNow, type Db, type Reader, type Tx } from '../database/index.ts';
import { deliveryTable as deliveries, type Endpoint, endpointTable as endpoints } from './table.ts';

/** An endpoint as its holder sees it. */
export interface Held extends Endpoint {
  /** Whether attempts must wait for `restUntil`. */
  resting: boolean;
  previousSecretValid: boolean;
}

/** A holder that has not said anything for so long is dead. */
const heldFor = sql`clock_timestamp() + interval '10 seconds'`;
/** Nobody holds it, or nobody who lives. */
export const free = or(isNull(endpoints.holder), lt(endpoints.heldUntil, sql`clock_timestamp()`));

/**
 * Takes an endpoint for a holder, unless another has it. It stays due, so that it is found again
 * should the holder die.
 */
export async function holdEndpoint(
  reader: Reader,
  id: string,
  holder: string,
): Promise<Endpoint | undefined> {
  const [row] = await reader
    .update(endpoints)
    .set({ holder, heldUntil: heldFor, dueAt: consentNow })
    .where(and(eq(endpoints.id, id), eq(endpoints.status, 'ENABLED'), free))
    .returning();
  return row;
}

/** Goes on holding, and looks at the endpoint. Undefined when it is another's by now, or gone. */
export async function keepHolding(
  reader: Reader,
  id: string,
  holder: string,
): Promise<Held | undefined> {
  const [row] = await reader
    .update(endpoints)
    .set({ heldUntil: heldFor })
    .where(and(eq(endpoints.id, id), eq(endpoints.holder, holder)))
    .returning({
      ...getTableColumns(endpoints),
      resting: sql<boolean>`coalesce(${endpoints.restUntil} > ${consentNow}, false)`,
      previousSecretValid: sql<boolean>`coalesce(${endpoints.previousSecretUntil} > ${consentNow}, false)`,
    });
  return row;
}

/**
 * Lets an endpoint go, and notes when it has to be looked at again.
 *
 * The row is locked by a statement of its own. Were it locked by the update, a delivery that another
 * transaction adds while this one waits for the row would not be in the update's snapshot, and nobody
 * would know that it is due.
 */
export async function releaseEndpoint(db: Db, id: string, holder: string): Promise<void> {
  const own = and(eq(endpoints.id, id), eq(endpoints.holder, holder));
  const nextAttempt = sql`(
    select min(${deliveries.nextAttemptAt}) from ${deliveries}
    where ${deliveries.endpointId} = ${id} and ${deliveries.status} = 'PENDING'
  )`;
  await db.transaction(async (tx) => {
    await tx.select({ id: endpoints.id }).from(endpoints).where(own).for('update');
    await tx
      .update(endpoints)
      .set({
        holder: null,
        heldUntil: null,
        // What rests with nothing to try is due when the rest is over; what is past is no rest.
        dueAt: sql`greatest(${nextAttempt},
          case when ${endpoints.restUntil} > ${consentNow} then ${endpoints.restUntil} end)`,
      })
      .where(own);
  });
}

/** Moves the cursor of a holder on. False when it holds the endpoint no longer. */
export async function moveCursor(
  tx: Tx,
  { id, holder, cursor }: Pick<Endpoint, 'id' | 'holder' | 'cursor'>,
  to: bigint,
): Promise<boolean> {
  const moved = await tx
    .update(endpoints)
    .set({ cursor: to })
    .where(
      and(
        eq(endpoints.id, id),
        eq(endpoints.cursor, cursor),
        holder === null ? isNull(endpoints.holder) : eq(endpoints.holder, holder),
      ),
    )
    .returning({ id: endpoints.id });
  return moved.length > 0;
}
