import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { type Given, isOneOf, type Reader, statement, type Tx } from '../database/index.ts';
import type { PageWindow } from '../graphql/connection.ts';
import {
  type Fiduciary,
  fiduciaryTable as fiduciaries,
  type Practitioner,
  practitionerTable as practitioners,
} from './table.ts';

export async function findFiduciary(reader: Reader, id: string): Promise<Fiduciary | undefined> {
  const [row] = await findFiduciaries(reader, [id]);
  return row;
}

export async function lockFiduciary(tx: Tx, id: string): Promise<Fiduciary | undefined> {
  const [row] = await tx
    .select()
    .from(fiduciaries)
    .where(eq(fiduciaries.id, id))
    .for('no key update');
  return row;
}

export function findFiduciaries(reader: Reader, ids: readonly string[]): Promise<Fiduciary[]> {
  return fiduciariesById(reader, { ids });
}

const fiduciariesById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select().from(fiduciaries).where(isOneOf(fiduciaries.id, ids)),
);

/** Fiduciaries in the order they were registered, one more than the page holds. */
export function listFiduciaries(reader: Reader, page: PageWindow): Promise<Fiduciary[]> {
  return reader
    .select()
    .from(fiduciaries)
    .where(page.after ? gt(fiduciaries.id, page.after.id) : undefined)
    .orderBy(asc(fiduciaries.id))
    .limit(page.size + 1)
    .offset(page.offset);
}

export function countFiduciaries(reader: Reader): Promise<number> {
  return reader.$count(fiduciaries);
}

export async function insertFiduciary(
  tx: Tx,
  row: typeof fiduciaries.$inferInsert,
): Promise<Fiduciary> {
  const [inserted] = await tx.insert(fiduciaries).values(row).returning();
  if (!inserted) throw new Error('The insert of a fiduciary returned no row');
  return inserted;
}

/** Writes `changes` over a locked row and raises its version. */
export async function updateFiduciary(
  tx: Tx,
  id: string,
  changes: Partial<Omit<Fiduciary, 'id' | 'version'>>,
): Promise<Fiduciary> {
  const [row] = await tx
    .update(fiduciaries)
    .set({ ...changes, version: sql`${fiduciaries.version} + 1` })
    .where(eq(fiduciaries.id, id))
    .returning();
  if (!row) throw new Error('The fiduciary that was locked is gone');
  return row;
}

/** A practitioner of that fiduciary, or of any when it is null. */
export async function findPractitioner(
  reader: Reader,
  id: string,
  fiduciaryId: string | null,
  options: { lock?: boolean } = {},
): Promise<Practitioner | undefined> {
  const query = reader
    .select()
    .from(practitioners)
    .where(
      and(
        eq(practitioners.id, id),
        fiduciaryId === null ? undefined : eq(practitioners.fiduciaryId, fiduciaryId),
      ),
    );
  const [row] = await (options.lock ? query.for('no key update') : query);
  return row;
}

export function findPractitioners(reader: Reader, ids: readonly string[]): Promise<Practitioner[]> {
  return practitionersById(reader, { ids });
}

const practitionersById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select().from(practitioners).where(isOneOf(practitioners.id, ids)),
);

export function listPractitioners(
  reader: Reader,
  fiduciaryIds: readonly string[],
): Promise<Practitioner[]> {
  return practitionersOf(reader, { fiduciaryIds });
}

const practitionersOf = statement(
  (on, { fiduciaryIds }: Given<{ fiduciaryIds: readonly string[] }>) =>
    on
      .select()
      .from(practitioners)
      .where(isOneOf(practitioners.fiduciaryId, fiduciaryIds))
      .orderBy(asc(practitioners.name), asc(practitioners.id)),
);

export async function insertPractitioner(
  tx: Tx,
  row: typeof practitioners.$inferInsert,
): Promise<Practitioner> {
  const [inserted] = await tx.insert(practitioners).values(row).returning();
  if (!inserted) throw new Error('The insert of a practitioner returned no row');
  return inserted;
}

export async function updatePractitioner(
  tx: Tx,
  id: string,
  changes: Partial<Pick<Practitioner, 'name' | 'specialization' | 'status'>>,
): Promise<Practitioner> {
  const [row] = await tx
    .update(practitioners)
    .set({ ...changes, version: sql`${practitioners.version} + 1` })
    .where(eq(practitioners.id, id))
    .returning();
  if (!row) throw new Error('The practitioner that was locked is gone');
  return row;
}
