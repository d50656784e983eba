import {
  and,
  asc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { consentNow, type Reader, type Tx } from '../database/index.ts';
import { type Endpoint, endpointTable as endpoints } from './table.ts';

export async function insertEndpoint(
  tx: Tx,
  row: typeof endpoints.$inferInsert,
): Promise<Endpoint> {
  const [inserted] = await tx.insert(endpoints).values(row).returning();
  if (!inserted) throw new Error('The insert of a webhook endpoint returned no row');
  return inserted;
}

export function countEndpoints(reader: Reader, fiduciaryId: string): Promise<number> {
  return reader.$count(endpoints, eq(endpoints.fiduciaryId, fiduciaryId));
}

/** An endpoint of that fiduciary, or of any when it is null. */
export async function findEndpoint(
  reader: Reader,
  id: string,
  fiduciaryId: string | null,
  options: { lock?: boolean } = {},
): Promise<Endpoint | undefined> {
  const query = reader
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.id, id),
        fiduciaryId === null ? undefined : eq(endpoints.fiduciaryId, fiduciaryId),
      ),
    );
  const [row] = await (options.lock ? query.for('update') : query);
  return row;
}

export function listEndpoints(
  reader: Reader,
  fiduciaryIds: readonly string[],
): Promise<Endpoint[]> {
  return reader
    .select()
    .from(endpoints)
    .where(inArray(endpoints.fiduciaryId, [...fiduciaryIds]))
    .orderBy(asc(endpoints.id));
}

export type Changes = { [Column in keyof Endpoint]?: Endpoint[Column] | SQL };

export async function updateEndpoint(tx: Tx, id: string, changes: Changes): Promise<Endpoint> {
  const [row] = await tx.update(endpoints).set(changes).where(eq(endpoints.id, id)).returning();
  if (!row) throw new Error('The webhook endpoint that was locked is gone');
  return row;
}

/**
 * Notes that an endpoint took something: whatever failures were counted are over. One that is well
 * already is written to once a second at most.
 */
export async function markWell(reader: Reader, id: string): Promise<void> {
  await reader
    .update(endpoints)
    .set({ failuresInRow: 0, circuitOpenedAt: null, restUntil: null, lastSuccessAt: consentNow })
    .where(
      and(
        eq(endpoints.id, id),
        or(
          ne(endpoints.failuresInRow, 0),
          isNotNull(endpoints.restUntil),
          isNull(endpoints.lastSuccessAt),
          lt(endpoints.lastSuccessAt, sql`${consentNow} - interval '1 second'`),
        ),
      ),
    );
}

/** Deletes an endpoint with all that was and was to be sent to it. */
export async function deleteEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.delete(endpoints).where(eq(endpoints.id, id));
}

/** Takes away secrets that were rotated out and are good no longer. */
export async function forgetOldSecrets(reader: Reader): Promise<void> {
  await reader
    .update(endpoints)
    .set({ previousSecret: null, previousSecretUntil: null })
    .where(lte(endpoints.previousSecretUntil, consentNow));
}
