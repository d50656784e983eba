import { and, asc, eq, isNull } from 'drizzle-orm';
import { type Given, isOneOf, type Reader, statement, type Tx } from '../database/index.ts';
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
  return purposesById(reader, { ids });
}

const purposesById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select().from(purposes).where(isOneOf(purposes.id, ids)),
);

export function listPurposes(reader: Reader, fiduciaryIds: readonly string[]): Promise<Purpose[]> {
  return purposesOf(reader, { fiduciaryIds });
}

const purposesOf = statement((on, { fiduciaryIds }: Given<{ fiduciaryIds: readonly string[] }>) =>
  on
    .select()
    .from(purposes)
    .where(isOneOf(purposes.fiduciaryId, fiduciaryIds))
    .orderBy(asc(purposes.id)),
);

/** The versions that new requests of these purposes are pinned to; retired purposes have none. */
export async function currentVersions(
  reader: Reader,
  fiduciaryId: string,
  purposeIds: readonly string[],
): Promise<PurposeVersion[]> {
  const rows = await versionsInUse(reader, { fiduciaryId, purposeIds });
  return rows.map(({ version }) => version);
}

const versionsInUse = statement(
  (on, given: Given<{ fiduciaryId: string; purposeIds: readonly string[] }>) =>
    ofPurposes(on).where(
      and(
        eq(purposes.fiduciaryId, given.fiduciaryId),
        isNull(purposes.retiredAt),
        isOneOf(purposes.id, given.purposeIds),
      ),
    ),
);

/** The current versions of purposes, retired ones too. */
export async function latestVersions(
  reader: Reader,
  purposeIds: readonly string[],
): Promise<PurposeVersion[]> {
  const rows = await latestVersionsOf(reader, { purposeIds });
  return rows.map(({ version }) => version);
}

const latestVersionsOf = statement((on, given: Given<{ purposeIds: readonly string[] }>) =>
  ofPurposes(on).where(isOneOf(purposes.id, given.purposeIds)),
);

function ofPurposes(on: Reader) {
  return on
    .select({ version: versions })
    .from(purposes)
    .innerJoin(
      versions,
      and(eq(versions.purposeId, purposes.id), eq(versions.number, purposes.currentVersion)),
    );
}

export function findVersions(reader: Reader, ids: readonly string[]): Promise<PurposeVersion[]> {
  return versionsById(reader, { ids });
}

const versionsById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select().from(versions).where(isOneOf(versions.id, ids)),
);

export function listVersions(
  reader: Reader,
  purposeIds: readonly string[],
): Promise<PurposeVersion[]> {
  return versionsOf(reader, { purposeIds });
}

const versionsOf = statement((on, { purposeIds }: Given<{ purposeIds: readonly string[] }>) =>
  on
    .select()
    .from(versions)
    .where(isOneOf(versions.purposeId, purposeIds))
    .orderBy(asc(versions.number)),
);

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
