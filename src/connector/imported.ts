import { asc, eq } from 'drizzle-orm';
import type { Reader, Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { seal, unseal } from '../vault/index.ts';
import { findPerson, personById } from './subject.ts';
import { importedRecordTable as imported, type Transfer, transferTable } from './table.ts';

const placeOf = (exchangeId: string, dataType: string) =>
  `imported_record.data:${exchangeId}:${dataType}`;

/** What was imported of a person under one data type. */
export interface Imported {
  exchangeId: string;
  exporterId: string;
  dataType: string;
  data: unknown;
  storedAt: Date;
}

/** Keeps imported data, sealed under the person's key. */
export async function keepImported(
  platform: Platform,
  tx: Tx,
  { exchangeId, subjectId }: Transfer,
  data: Record<string, unknown>,
  storedAt: Date,
): Promise<void> {
  const { key } = await personById(platform, tx, subjectId);
  const rows = Object.entries(data).map(([dataType, value]) => ({
    exchangeId,
    dataType,
    subjectId,
    data: seal(key, placeOf(exchangeId, dataType), JSON.stringify(value)),
    storedAt,
  }));
  if (rows.length > 0) await tx.insert(imported).values(rows);
}

/** All that was imported of a person, the oldest first. */
export async function readImported(
  platform: Platform,
  reader: Reader,
  reference: string,
): Promise<Imported[]> {
  const person = await findPerson(platform, reader, reference);
  if (!person) return [];
  const rows = await reader
    .select({ record: imported, exporterId: transferTable.peerId })
    .from(imported)
    .innerJoin(transferTable, eq(transferTable.exchangeId, imported.exchangeId))
    .where(eq(imported.subjectId, person.subject.id))
    .orderBy(asc(imported.storedAt), asc(imported.dataType));
  return rows.map(({ record: { exchangeId, dataType, data, storedAt }, exporterId }) => ({
    exchangeId,
    exporterId,
    dataType,
    data: JSON.parse(unseal(person.key, placeOf(exchangeId, dataType), data).toString()),
    storedAt,
  }));
}
