import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { readClock, type Tx } from '../database/index.ts';
import type { People } from '../erasure/index.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import { append, type Performer } from '../history/index.ts';
import { checked, present, text } from '../input.ts';
import { exchangesOfLetters, lockExchange, withdrawLettersOf } from '../message/index.ts';
import type { Platform } from '../platform.ts';
import { destroyDataKey } from '../vault/index.ts';
import { allows } from './lifecycle.ts';
import { indexOf, lockPerson } from './subject.ts';
import {
  importedRecordTable as imported,
  type Subject,
  sourceRecordTable as sources,
  subjectTable as subjects,
} from './table.ts';
import { advance, forgetTokens, lockTransfer, openTransfersOf } from './transfer.ts';

/** What an erasure took away. */
export interface ErasedPerson {
  sourceRecords: number;
  importedRecords: number;
  /** Exchanges that were under way. */
  stoppedExchanges: number;
}

const eraseInput = z.object({ userId: text(255) });
const nothing: ErasedPerson = { sourceRecords: 0, importedRecords: 0, stoppedExchanges: 0 };
const bySystem: Performer = { type: 'SYSTEM', id: null };

type Opened = Pick<Platform, 'database' | 'vault'>;

/**
 * Erases a person at this participant, for an operator (DPDP Act 2023 s.8(7), s.12(3)): what could be
 * exported of them and what was imported, exchanges under way, and the key of whatever else was sealed
 * for them. Erasing again changes nothing.
 */
export async function erasePerson(
  context: Context,
  input: Command['input'],
): Promise<ErasedPerson> {
  const { vault } = context.platform;
  const { userId } = checked(eraseInput, present(input));
  const { erased, dataKeyId } = await runCommand(context, { name: 'erasePerson', input }, (tx) =>
    erase(tx, indexOf(vault, userId), actingPerformer(context)),
  );
  if (dataKeyId) vault.forget(dataKeyId);
  return erased;
}

/** The same outside a request: for commands on the server. Wake the history afterwards, where there is one. */
export async function eraseNamed(
  { database, vault }: Opened,
  userId: string,
): Promise<ErasedPerson> {
  const index = indexOf(vault, userId);
  const { erased, dataKeyId } = await database.db.transaction((tx) => erase(tx, index, bySystem));
  if (dataKeyId) vault.forget(dataKeyId);
  return erased;
}

/** A connector's people, for a list of erasures that outlives its database. */
export const connectorPeople: People = {
  async notErased(reader, ids) {
    const named = sql`${subjects.id} = any(${`{${ids.join(',')}}`}::uuid[])`;
    const rows = await reader
      .select({ id: subjects.id })
      .from(subjects)
      .where(and(named, isNull(subjects.erasedAt)));
    return rows.map(({ id }) => id);
  },
  async erase({ database, vault }, id) {
    await database.db.transaction(async (tx) => {
      const [subject] = await tx.select().from(subjects).where(eq(subjects.id, id));
      if (!subject?.referenceIndex) return;
      await erase(tx, subject.referenceIndex, bySystem);
      vault.forget(subject.dataKeyId);
    });
  },
};

/**
 * The person's turn comes before that of their exchanges here, and after it where an exchange begins;
 * neither waits for the other, since nobody knows of an exchange that only begins.
 */
async function erase(
  tx: Tx,
  referenceIndex: Buffer,
  performedBy: Performer,
): Promise<{ erased: ErasedPerson; dataKeyId?: string }> {
  await lockPerson(tx, referenceIndex);
  const [subject] = await tx
    .select()
    .from(subjects)
    .where(eq(subjects.referenceIndex, referenceIndex));
  if (!subject) return { erased: nothing };
  const { id, dataKeyId } = subject;
  const stoppedExchanges = await stopExchanges(tx, subject);
  const now = await readClock(tx);
  const sourceRecords = await tx
    .delete(sources)
    .where(eq(sources.subjectId, id))
    .returning({ dataType: sources.dataType });
  const importedRecords = await tx
    .delete(imported)
    .where(eq(imported.subjectId, id))
    .returning({ dataType: imported.dataType });
  await forgetTokens(tx, id);
  await destroyDataKey(tx, dataKeyId);
  const emptied = { reference: null, referenceIndex: null, erasedAt: now };
  await tx.update(subjects).set(emptied).where(eq(subjects.id, id));
  await append(tx, {
    action: 'ERASE',
    principalId: id,
    sequence: 1,
    performedBy,
    performedAt: now,
    facts: { dataKeyId },
  });
  const erased = {
    sourceRecords: sourceRecords.length,
    importedRecords: importedRecords.length,
    stoppedExchanges,
  };
  return { erased, dataKeyId };
}

/** Ends what is under way, and takes back every letter that tells of the person. */
async function stopExchanges(tx: Tx, { id, dataKeyId }: Subject): Promise<number> {
  const open = await openTransfersOf(tx, id);
  const exchanges = new Set([...open, ...(await exchangesOfLetters(tx, dataKeyId))]);
  let stopped = 0;
  for (const exchangeId of [...exchanges].sort()) {
    await lockExchange(tx, exchangeId);
    const transfer = await lockTransfer(tx, exchangeId);
    if (!transfer || !allows(transfer.state, 'FAIL')) continue;
    await advance(tx, transfer, 'FAIL', await readClock(tx), { code: 'PRINCIPAL_NOT_LINKED' });
    stopped += 1;
  }
  await withdrawLettersOf(tx, dataKeyId);
  return stopped;
}
