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
        // When a rest is over there may be more to try than what has a time of its own.
        dueAt: sql`case when ${endpoints.restUntil} > ${consentNow} then ${endpoints.restUntil}
          else ${nextAttempt} end`,
      })
      .where(own);
  });
}

/**
 * An endpoint as it is now, locked, so that neither its holder nor what it asks for changes while
 * events are taken for it. Undefined when it is another's by now, or its cursor was moved.
 */
export async function lockHeld(
  tx: Tx,
  { id, holder, cursor }: Pick<Endpoint, 'id' | 'holder' | 'cursor'>,
): Promise<Endpoint | undefined> {
  const [row] = await tx
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.id, id),
        eq(endpoints.cursor, cursor),
        holder === null ? isNull(endpoints.holder) : eq(endpoints.holder, holder),
      ),
    )
    .for('update');
  return row;
}

/** Moves the cursor of a locked endpoint on. Its holder has shown that it lives. */
export async function moveCursor(tx: Tx, id: string, to: bigint): Promise<void> {
  await tx.update(endpoints).set({ cursor: to, heldUntil: heldFor }).where(eq(endpoints.id, id));
}
