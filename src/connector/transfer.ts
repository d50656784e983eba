import { and, desc, eq, inArray, lte } from 'drizzle-orm';
import { consentNow, type Reader, type Tx } from '../database/index.ts';
import type { ErrorCode } from '../errors.ts';
import { append } from '../history/index.ts';
import { withdrawLetters } from '../message/index.ts';
import { type TransferAction, type TransferState, transitionTransfer } from './lifecycle.ts';
import { type Transfer, transferTable as transfers } from './table.ts';

const underWay = inArray(transfers.state, ['ISSUED', 'REDEEMED', 'SENT', 'DATA_REQUESTED']);

export async function lockTransfer(tx: Tx, exchangeId: string): Promise<Transfer | undefined> {
  const [row] = await tx
    .select()
    .from(transfers)
    .where(eq(transfers.exchangeId, exchangeId))
    .for('update');
  return row;
}

export async function findTransfer(
  reader: Reader,
  exchangeId: string,
): Promise<Transfer | undefined> {
  const [row] = await reader.select().from(transfers).where(eq(transfers.exchangeId, exchangeId));
  return row;
}

/** A person's transfers under way. */
export async function openTransfersOf(reader: Reader, subjectId: string): Promise<string[]> {
  const rows = await reader
    .select({ exchangeId: transfers.exchangeId })
    .from(transfers)
    .where(and(eq(transfers.subjectId, subjectId), underWay));
  return rows.map(({ exchangeId }) => exchangeId);
}

/** Leaves no trace of the access tokens of a person's transfers. */
export async function forgetTokens(tx: Tx, subjectId: string): Promise<void> {
  await tx.update(transfers).set({ tokenHash: null }).where(eq(transfers.subjectId, subjectId));
}

/** The newest transfers first. */
export function listTransfers(reader: Reader, most: number): Promise<Transfer[]> {
  return reader.select().from(transfers).orderBy(desc(transfers.startedAt)).limit(most);
}

/** Transfers under way whose time is over. */
export function overdueTransfers(reader: Reader): Promise<{ exchangeId: string }[]> {
  return reader
    .select({ exchangeId: transfers.exchangeId })
    .from(transfers)
    .where(and(underWay, lte(transfers.deadline, consentNow)))
    .limit(100);
}

type NewTransfer = Omit<
  Transfer,
  | 'version'
  | 'finishedAt'
  | 'signedConsent'
  | 'data'
  | 'releaseExpiresAt'
  | 'digest'
  | 'failureCode'
>;

export async function beginTransfer(tx: Tx, transfer: NewTransfer): Promise<void> {
  const [row] = await tx
    .insert(transfers)
    .values({ ...transfer, version: 1 })
    .returning();
  if (!row) throw new Error('The insert of a transfer returned no row');
  await record(tx, row, null, row.startedAt);
}

/** Takes a locked transfer a step further. What failed sends nothing more. @throws `EXCHANGE_STATE` */
export async function advance(
  tx: Tx,
  transfer: Transfer,
  action: TransferAction,
  now: Date,
  { code, ...changes }: Partial<Transfer> & { code?: ErrorCode } = {},
): Promise<Transfer> {
  const state = transitionTransfer(transfer.state, action);
  const over = state === 'ACKED' || state === 'STORED' || state === 'FAILED';
  const changed = await updateTransfer(tx, transfer, {
    ...changes,
    state,
    // What is over keeps no data: the exporter has its source, the importer its own table.
    ...(over ? { finishedAt: now, signedConsent: null, data: null } : {}),
    ...(code ? { failureCode: code } : {}),
  });
  if (state === 'FAILED') await withdrawLetters(tx, changed.exchangeId);
  await record(tx, changed, transfer.state, now, code);
  return changed;
}

/** Writes `changes` over a locked row: a compare-and-set on its version. */
export async function updateTransfer(
  tx: Tx,
  { exchangeId, version }: Transfer,
  changes: Partial<Transfer>,
): Promise<Transfer> {
  const [row] = await tx
    .update(transfers)
    .set({ ...changes, version: version + 1 })
    .where(and(eq(transfers.exchangeId, exchangeId), eq(transfers.version, version)))
    .returning();
  if (!row) throw new Error('A locked transfer changed under its lock');
  return row;
}

async function record(
  tx: Tx,
  transfer: Transfer,
  previousStatus: TransferState | null,
  performedAt: Date,
  code?: ErrorCode,
): Promise<void> {
  const { exchangeId, consentId, side, peerId, dataTypes, digest, version, state } = transfer;
  await append(tx, {
    action: 'EXCHANGE',
    sequence: version,
    previousStatus,
    newStatus: state,
    performedBy: { type: 'SYSTEM', id: null },
    performedAt,
    facts: { exchangeId, consentId, side, peerId, dataTypes, digest: digest ?? undefined, code },
  });
}
