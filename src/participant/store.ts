import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../database/index.ts';
import { type Participant, participantTable as participants } from './table.ts';

export async function findParticipant(
  reader: Reader,
  id: string,
): Promise<Participant | undefined> {
  const [row] = await reader.select().from(participants).where(eq(participants.id, id));
  return row;
}

export function findParticipants(reader: Reader, ids: readonly string[]): Promise<Participant[]> {
  return reader
    .select()
    .from(participants)
    .where(inArray(participants.id, [...ids]));
}

/** All participants in the order they were invited. */
export function listParticipants(reader: Reader): Promise<Participant[]> {
  return reader.select().from(participants).orderBy(asc(participants.id));
}

export async function lockParticipant(tx: Tx, id: string): Promise<Participant | undefined> {
  const [row] = await tx.select().from(participants).where(eq(participants.id, id)).for('update');
  return row;
}

/** Writes an invitation. @returns nothing when the data fiduciary takes part already */
export async function insertParticipant(
  tx: Tx,
  row: typeof participants.$inferInsert,
): Promise<Participant | undefined> {
  const [inserted] = await tx.insert(participants).values(row).onConflictDoNothing().returning();
  return inserted;
}

/** Writes `changes` over a locked row and raises its version. */
export async function updateParticipant(
  tx: Tx,
  id: string,
  changes: Partial<Omit<Participant, 'id' | 'version'>>,
): Promise<Participant> {
  const [row] = await tx
    .update(participants)
    .set({ ...changes, version: sql`${participants.version} + 1` })
    .where(eq(participants.id, id))
    .returning();
  if (!row) throw new Error('The participant that was locked is gone');
  return row;
}
