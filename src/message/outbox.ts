import { and, asc, eq, isNotNull, lte, notInArray } from 'drizzle-orm';
import { consentNow, newId, type Reader, type Tx } from '../database/index.ts';
import type { ErrorCode } from '../errors.ts';
import type { DataKey, Vault } from '../vault/index.ts';
import { sealJson, unsealJson } from './sealed.ts';
import { type OutboxRow, outboxTable as outbox } from './table.ts';
import type { MessageTyp } from './typ.ts';

/** What is to be sent: claims without those that every sending has of its own. */
export interface Letter {
  typ: MessageTyp;
  exchangeId: string;
  recipient: string;
  claims: Record<string, unknown>;
  /** Until when it is tried. */
  deadline: Date;
  /** The key of the person it tells of, if of any. */
  key?: DataKey | undefined;
}

/**
 * Puts a letter in the outbox, in the transaction of what it tells. (A table of our own and not the
 * job queue: the row is the message's state, made anew when it expires, and it must be read, locked
 * and removed in the transactions of the exchange.)
 */
export async function post(tx: Tx, vault: Vault, letter: Letter): Promise<void> {
  const id = newId();
  const { typ, exchangeId, recipient, deadline } = letter;
  const { dataKeyId, sealed } = sealJson(vault, letter.key, placeOf(id), letter.claims);
  await tx.insert(outbox).values({
    id,
    typ,
    exchangeId,
    recipient,
    deadline,
    dataKeyId,
    claims: sealed,
    dueAt: consentNow,
  });
}

/** Why the last sending of what is not answered yet failed. */
export async function lastFailure(tx: Tx, exchangeId: string): Promise<ErrorCode | undefined> {
  const [row] = await tx
    .select({ code: outbox.lastCode })
    .from(outbox)
    .where(and(eq(outbox.exchangeId, exchangeId), isNotNull(outbox.lastCode)))
    .limit(1);
  return row?.code ?? undefined;
}

/** Takes back whatever of an exchange was not answered yet. */
export async function withdrawLetters(tx: Tx, exchangeId: string): Promise<void> {
  await tx.delete(outbox).where(eq(outbox.exchangeId, exchangeId));
}

/** The exchanges that letters under a person's key are about. */
export async function exchangesOfLetters(reader: Reader, dataKeyId: string): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ exchangeId: outbox.exchangeId })
    .from(outbox)
    .where(eq(outbox.dataKeyId, dataKeyId));
  return rows.map(({ exchangeId }) => exchangeId);
}

/** Takes back whatever tells of a person, in exchanges that are locked. */
export async function withdrawLettersOf(tx: Tx, dataKeyId: string): Promise<void> {
  await tx.delete(outbox).where(eq(outbox.dataKeyId, dataKeyId));
}

/** Letters whose time has come, those that wait longest first, `but` some. */
export function dueLetters(
  reader: Reader,
  most: number,
  but: readonly string[],
): Promise<{ id: string; exchangeId: string }[]> {
  return reader
    .select({ id: outbox.id, exchangeId: outbox.exchangeId })
    .from(outbox)
    .where(and(lte(outbox.dueAt, consentNow), notInArray(outbox.id, [...but])))
    .orderBy(asc(outbox.dueAt))
    .limit(most);
}

export async function lockLetter(tx: Tx, id: string): Promise<OutboxRow | undefined> {
  const [row] = await tx.select().from(outbox).where(eq(outbox.id, id)).for('update');
  return row;
}

export async function updateLetter(
  reader: Reader,
  id: string,
  changes: Partial<OutboxRow>,
): Promise<void> {
  await reader.update(outbox).set(changes).where(eq(outbox.id, id));
}

export async function removeLetter(tx: Tx, id: string): Promise<void> {
  await tx.delete(outbox).where(eq(outbox.id, id));
}

/** The claims of a letter; undefined once the person was erased. */
export async function claimsOf(
  reader: Reader,
  vault: Vault,
  { id, dataKeyId, claims: sealed }: OutboxRow,
): Promise<Record<string, unknown> | undefined> {
  const claims = await unsealJson(reader, vault, placeOf(id), { dataKeyId, sealed });
  return claims as Record<string, unknown> | undefined;
}

function placeOf(id: string): string {
  return `outbox.claims:${id}`;
}
