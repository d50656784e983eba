import { and, asc, eq, inArray } from 'drizzle-orm';
import { consentNow, type Tx } from '../database/index.ts';
import type { JsonValue } from '../history/index.ts';
import type { Platform } from '../platform.ts';
import { seal, unseal } from '../vault/index.ts';
import { findPerson, personNamed } from './subject.ts';
import { sourceRecordTable as records } from './table.ts';

/** Where an exporter's data comes from: the table below, or a module that `DATA_SOURCE` names. */
export interface DataSource {
  /**
   * What there is of a person, as JSON by data type. A type that there is nothing under is left out;
   * one that nobody asked for is left out by the caller. All of it or an error: after an error it is
   * asked again, at growing pauses, until the exchange is over.
   *
   * @param reference the person, as this participant's own systems name them
   * @param signal aborted when nobody waits for the answer any more
   */
  fetch(
    reference: string,
    dataTypes: readonly string[],
    signal: AbortSignal,
  ): Promise<Record<string, JsonValue>>;
}

const placeOf = (subjectId: string, dataType: string) =>
  `source_record.data:${subjectId}:${dataType}`;

/** The source that operators fill by mutation. */
export function tableSource(platform: Platform): DataSource {
  const { db } = platform.database;
  return {
    async fetch(reference, dataTypes) {
      const person = await findPerson(platform, db, reference);
      if (!person) return {};
      const { subject, key } = person;
      const rows = await db
        .select()
        .from(records)
        .where(and(eq(records.subjectId, subject.id), inArray(records.dataType, [...dataTypes])));
      return Object.fromEntries(
        rows.map(({ dataType, data }) => [
          dataType,
          JSON.parse(unseal(key, placeOf(subject.id, dataType), data).toString()),
        ]),
      );
    },
  };
}

/** Keeps what can be exported of a person, in place of what was kept under that data type before. */
export async function keepSourceRecord(
  platform: Platform,
  tx: Tx,
  { userId, dataType, data }: { userId: string; dataType: string; data: unknown },
): Promise<void> {
  const { subject, key } = await personNamed(platform, tx, userId);
  const sealed = seal(key, placeOf(subject.id, dataType), JSON.stringify(data));
  await tx
    .insert(records)
    .values({ subjectId: subject.id, dataType, data: sealed, updatedAt: consentNow })
    .onConflictDoUpdate({
      target: [records.subjectId, records.dataType],
      set: { data: sealed, updatedAt: consentNow },
    });
}

/** The data types that something can be exported under, without the data. */
export async function listSourceRecords(
  platform: Platform,
  userId: string,
): Promise<{ dataType: string; updatedAt: Date }[]> {
  const { db } = platform.database;
  const person = await findPerson(platform, db, userId);
  if (!person) return [];
  return db
    .select({ dataType: records.dataType, updatedAt: records.updatedAt })
    .from(records)
    .where(eq(records.subjectId, person.subject.id))
    .orderBy(asc(records.dataType));
}

/** @returns whether there was such a record */
export async function deleteSourceRecord(
  platform: Platform,
  tx: Tx,
  userId: string,
  dataType: string,
): Promise<boolean> {
  const person = await findPerson(platform, tx, userId);
  if (!person) return false;
  const removed = await tx
    .delete(records)
    .where(and(eq(records.subjectId, person.subject.id), eq(records.dataType, dataType)))
    .returning({ dataType: records.dataType });
  return removed.length > 0;
}
