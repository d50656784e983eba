import { eq, sql } from 'drizzle-orm';
import { newId, type Reader, type Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { type DataKey, seal, type Vault } from '../vault/index.ts';
import { type Subject, subjectTable as subjects } from './table.ts';

const placeOf = (id: string) => `connector_subject.reference:${id}`;

/** A person with the key that what is kept of them is sealed under. */
export interface Person {
  subject: Subject;
  key: DataKey;
}

/** The person of this name, if anything is kept of them. */
export async function findPerson(
  { vault }: Pick<Platform, 'vault'>,
  reader: Reader,
  reference: string,
): Promise<Person | undefined> {
  const [subject] = await reader
    .select()
    .from(subjects)
    .where(eq(subjects.referenceIndex, indexOf(vault, reference)));
  return subject && { subject, key: await vault.dataKey(reader, subject.dataKeyId) };
}

/** The same, made at the first mention. */
export async function personNamed(platform: Platform, tx: Tx, reference: string): Promise<Person> {
  const { vault } = platform;
  const referenceIndex = indexOf(vault, reference);
  await lockPerson(tx, referenceIndex);
  const known = await findPerson(platform, tx, reference);
  if (known) return known;
  const id = newId();
  const key = await vault.createDataKey(tx);
  const subject: Subject = {
    id,
    dataKeyId: key.id,
    reference: seal(key, placeOf(id), reference),
    referenceIndex,
    erasedAt: null,
  };
  await tx.insert(subjects).values(subject);
  return { subject, key };
}

export async function personById({ vault }: Platform, reader: Reader, id: string): Promise<Person> {
  const [subject] = await reader.select().from(subjects).where(eq(subjects.id, id));
  if (!subject) throw new Error('The person of a transfer is missing');
  return { subject, key: await vault.dataKey(reader, subject.dataKeyId) };
}

/** Holds back whoever else would make or erase the same person, until this transaction ends. */
export async function lockPerson(tx: Tx, referenceIndex: Buffer): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${referenceIndex.readBigInt64BE(0)})`);
}

/** By what a person is found: an HMAC of how this participant's own systems name them. */
export function indexOf(vault: Vault, reference: string): Buffer {
  return vault.blindIndex('connector', 'connector_subject.reference', reference);
}
