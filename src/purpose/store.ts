import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../database/index.ts';
import {
  type Purpose,
  type PurposeVersion,
  purposeTable as purposes,
  purposeVersionTable as versions,
} from './table.ts';

/** A purpose of that fiduciary, or of any when it is null. */
export async function findPurpose(
  reader: Reader,
  id: string,
  fiduciaryId: string | null,
  options: { lock?: boolean } = {},
): Promise<Purpose | undefined> {
  const query = reader
    .select()
    .from(purposes)
    .where(
      and(
        eq(purposes.id, id),
        fiduciaryId === null ? undefined : eq(purposes.fiduciaryId, fiduciaryId),
      ),
    );
  const [row] = await (options.lock ? query.for('no key update') : query);
  return row;
}

export function findPurposes(reader: Reader, ids: readonly string[]): Promise<Purpose[]> {
  return reader
    .select()
    .from(purposes)
    .where(inArray(purposes.id, [...ids]));
}

export function listPurposes(reader: Reader, fiduciaryIds: readonly string[]): Promise<Purpose[]> {
  return reader
    .select()
    .from(purposes)
    .where(inArray(purposes.fiduciaryId, [...fiduciaryIds]))
    .orderBy(asc(purposes.id));
}

/** The versions that new requests of these purposes are pinned to; retired purposes have none. */
export function currentVersions(
  reader: Reader,
  fiduciaryId: string,
  purposeIds: readonly string[],
): Promise<PurposeVersion[]> {
  return joined(
    reader,
    sql`${purposes.fiduciaryId} = ${fiduciaryId} and ${purposes.retiredAt} is null and ${inArray(purposes.id, [...purposeIds])}`,
  );
}

/** The current versions of purposes, retired ones too. */
export function latestVersions(
  reader: Reader,
  purposeIds: readonly string[],
): Promise<PurposeVersion[]> {
  return joined(reader, inArray(purposes.id, [...purposeIds]));
}

async function joined(reader: Reader, which: SQL): Promise<PurposeVersion[]> {
  const rows = await reader
    .select({ version: versions })
    .from(purposes)
    .innerJoin(
      versions,
      and(eq(versions.purposeId, purposes.id), eq(versions.number, purposes.currentVersion)),
    )
    .where(which);
  return rows.map(({ version }) => version);
}

export function findVersions(reader: Reader, ids: readonly string[]): Promise<PurposeVersion[]> {
  return reader
    .select()
    .from(versions)
    .where(inArray(versions.id, [...ids]));
}

export function listVersions(
  reader: Reader,
  purposeIds: readonly string[],
): Promise<PurposeVersion[]> {
  return reader
    .select()
    .from(versions)
    .where(inArray(versions.purposeId, [...purposeIds]))
    .orderBy(asc(versions.number));
}

export async function insertPurpose(tx: Tx, row: typeof purposes.$inferInsert): Promise<Purpose> {
  const [inserted] = await tx.insert(purposes).values(row).returning();
  if (!inserted) throw new Error('The insert of a purpose returned no row');
  return inserted;
}

export async function insertVersion(
  tx: Tx,
  row: typeof versions.$inferInsert,
): Promise<PurposeVersion> {
  const [inserted] = await tx.insert(versions).values(row).returning();
  if (!inserted) throw new Error('The insert of a purpose version returned no row');
  return inserted;
}

export async function updatePurpose(
  tx: Tx,
  id: string,
  changes: Partial<Pick<Purpose, 'currentVersion' | 'retiredAt'>>,
): Promise<Purpose> {
  const [row] = await tx.update(purposes).set(changes).where(eq(purposes.id, id)).returning();
  if (!row) throw new Error('The purpose that was locked is gone');
  return row;
}
