import { and, asc, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm';
import { consentNow, type Reader, type Tx } from '../database/index.ts';
import { accountTable, principalTable } from '../principal/table.ts';
import {
  type Exchange,
  type ExchangeStep,
  exchangeTable as exchanges,
  exchangeStepTable as steps,
} from './table.ts';

/** Whose exchanges are meant: a person's, a data fiduciary's, or anyone's. */
export type ExchangeOwner = { identity: Buffer } | { fiduciaryId: string } | 'anyone';

export async function findExchange(
  reader: Reader,
  id: string,
  owners: readonly ExchangeOwner[],
): Promise<Exchange | undefined> {
  const owned = sql.join(owners.map(ownedBy), sql` or `);
  const [row] = await reader
    .select()
    .from(exchanges)
    .where(and(eq(exchanges.id, id), sql`(${owned})`));
  return row;
}

export function findExchanges(reader: Reader, ids: readonly string[]): Promise<Exchange[]> {
  return reader
    .select()
    .from(exchanges)
    .where(inArray(exchanges.id, [...ids]));
}

/** Exchanges under consents, the newest of each first. */
export function listOfConsents(reader: Reader, consentIds: readonly string[]): Promise<Exchange[]> {
  return reader
    .select()
    .from(exchanges)
    .where(inArray(exchanges.consentId, [...consentIds]))
    .orderBy(desc(exchanges.id));
}

/** A page of a person's exchanges, the newest first, one more than asked for. */
export function listOfAccount(
  reader: Reader,
  accountId: string,
  page: { size: number; offset: number; after: { id: string } | null },
): Promise<Exchange[]> {
  const after = page.after ? sql`${exchanges.id} < ${page.after.id}::uuid` : undefined;
  return reader
    .select()
    .from(exchanges)
    .where(and(ofAccount(accountId), after))
    .orderBy(desc(exchanges.id))
    .limit(page.size + 1)
    .offset(page.offset);
}

export function countOfAccount(reader: Reader, accountId: string): Promise<number> {
  return reader.$count(exchanges, ofAccount(accountId));
}

export function findSteps(reader: Reader, ids: readonly string[]): Promise<ExchangeStep[]> {
  return reader
    .select()
    .from(steps)
    .where(inArray(steps.exchangeId, [...ids]))
    .orderBy(asc(steps.sequence));
}

export async function lockExchangeRow(tx: Tx, id: string): Promise<Exchange | undefined> {
  const [row] = await tx.select().from(exchanges).where(eq(exchanges.id, id)).for('update');
  return row;
}

/** An exchange under way for this consent, if there is one. */
export async function findUnderWay(tx: Tx, consentId: string): Promise<Exchange | undefined> {
  const [row] = await tx
    .select()
    .from(exchanges)
    .where(and(eq(exchanges.consentId, consentId), underWay));
  return row;
}

/** Exchanges whose deadline has passed, some at a time. */
export async function overdue(reader: Reader, most: number): Promise<string[]> {
  const rows = await reader
    .select({ id: exchanges.id })
    .from(exchanges)
    .where(and(underWay, lte(exchanges.deadline, consentNow)))
    .limit(most);
  return rows.map(({ id }) => id);
}

export async function insertExchange(tx: Tx, exchange: Exchange): Promise<void> {
  await tx.insert(exchanges).values(exchange);
}

export async function insertStep(tx: Tx, step: ExchangeStep): Promise<void> {
  await tx.insert(steps).values(step);
}

/** Writes `changes` over a locked row: a compare-and-set on its version. */
export async function updateExchange(
  tx: Tx,
  { id, version }: Exchange,
  changes: Partial<Exchange>,
): Promise<Exchange> {
  const [row] = await tx
    .update(exchanges)
    .set({ ...changes, version: version + 1 })
    .where(and(eq(exchanges.id, id), eq(exchanges.version, version)))
    .returning();
  if (!row) throw new Error('A locked exchange changed under its lock');
  return row;
}

/** Written out so that the partial indexes are used. */
const underWay = sql`${exchanges.state} in ('CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT', 'RELEASED')`;

function ownedBy(owner: ExchangeOwner): SQL {
  if (owner === 'anyone') return sql`true`;
  if ('fiduciaryId' in owner) return eq(exchanges.fiduciaryId, owner.fiduciaryId);
  return sql`${exchanges.principalId} in (select record.id from ${principalTable} as record
    join ${accountTable} as account on account.id = record.account_id
    where account.identity = ${owner.identity})`;
}

function ofAccount(accountId: string): SQL {
  return sql`${exchanges.principalId} in (select record.id from ${principalTable} as record
    where record.account_id = ${accountId})`;
}
