import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { holdBackAccesses } from '../access/index.ts';
import { accessLogTable, validationCountTable } from '../access/table.ts';
import { artifactTable } from '../consent/table.ts';
import type { Reader, Tx } from '../database/index.ts';
import { historyTable } from '../history/table.ts';
import type { Principal } from '../principal/index.ts';
import { principalTable as principals } from '../principal/table.ts';

/** One erasure, in words that name nobody: enough to do it again on a database from before it. */
export interface ErasureRecord {
  principalId: string;
  fiduciaryId: string;
  dataKeyId: string;
  erasedAt: string;
}

/** Leaves nothing in a locked record by which it could be found or told whose it was. */
export async function emptyRecord(tx: Tx, id: string, erasedAt: Date): Promise<Principal> {
  const [row] = await tx
    .update(principals)
    .set({
      externalUserId: null,
      externalUserIndex: null,
      accountId: null,
      linkedAt: null,
      erasedAt,
      version: sql`${principals.version} + 1`,
    })
    .where(eq(principals.id, id))
    .returning();
  if (!row) throw new Error('The record that was locked is gone');
  return row;
}

/** Deletes who read the person's data, and who asked about their consents. */
export async function deleteTraces(tx: Tx, principalId: string): Promise<void> {
  await holdBackAccesses(tx);
  await tx.delete(accessLogTable).where(eq(accessLogTable.principalId, principalId));
  await tx.execute(sql`
    delete from ${validationCountTable} v using ${artifactTable} a
    where a.principal_id = ${principalId} and v.artifact_id = a.id`);
}

/** Notes that the person asked for it. Returns the record as it is now. */
export async function noteRequest(tx: Tx, id: string, at: Date): Promise<Principal> {
  const [row] = await tx
    .update(principals)
    .set({ erasureRequestedAt: at, version: sql`${principals.version} + 1` })
    .where(eq(principals.id, id))
    .returning();
  if (!row) throw new Error('The record that was locked is gone');
  return row;
}

/** The records whose people asked to be erased and were not, those who wait longest first. */
export function listRequested(reader: Reader, fiduciaryId: string): Promise<Principal[]> {
  return reader
    .select()
    .from(principals)
    .where(
      and(
        eq(principals.fiduciaryId, fiduciaryId),
        isNotNull(principals.erasureRequestedAt),
        isNull(principals.erasedAt),
      ),
    )
    .orderBy(asc(principals.erasureRequestedAt), asc(principals.id))
    .limit(100);
}

/** Every erasure that the history tells of, the first one first. */
export async function listErasures(reader: Reader): Promise<ErasureRecord[]> {
  const rows = await reader
    .select({
      principalId: historyTable.principalId,
      fiduciaryId: historyTable.fiduciaryId,
      facts: historyTable.facts,
      performedAt: historyTable.performedAt,
    })
    .from(historyTable)
    .where(eq(historyTable.action, 'ERASE'))
    .orderBy(asc(historyTable.seq));
  return rows.map(({ principalId, fiduciaryId, facts, performedAt }) => ({
    principalId: principalId ?? '',
    fiduciaryId: fiduciaryId ?? '',
    dataKeyId: String(facts.dataKeyId),
    erasedAt: performedAt.toISOString(),
  }));
}

/** Which of these records are not erased here. */
export async function notErased(reader: Reader, principalIds: string[]): Promise<string[]> {
  const rows = await reader
    .select({ id: principals.id })
    .from(principals)
    .where(
      and(
        sql`${principals.id} = any(${`{${principalIds.join(',')}}`}::uuid[])`,
        isNull(principals.erasedAt),
      ),
    );
  return rows.map(({ id }) => id);
}
