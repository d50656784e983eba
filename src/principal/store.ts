import { and, asc, eq, sql } from 'drizzle-orm';
import type { PgInsertValue } from 'drizzle-orm/pg-core';
import { type Given, isOneOf, type Reader, statement, type Tx } from '../database/index.ts';
import {
  type Account,
  accountTable as accounts,
  type Principal,
  principalTable as principals,
} from './table.ts';

/** The account with this identity, made on first sight. */
export async function upsertAccount(
  reader: Reader,
  id: string,
  identity: Buffer,
): Promise<Account> {
  const known = await findAccount(reader, identity);
  if (known) return known;
  await reader.insert(accounts).values({ id, identity }).onConflictDoNothing();
  const made = await findAccount(reader, identity);
  if (!made) throw new Error('The account that was just made is gone');
  return made;
}

async function findAccount(reader: Reader, identity: Buffer): Promise<Account | undefined> {
  const [row] = await accountByIdentity(reader, { identity });
  return row;
}

const accountByIdentity = statement((on, { identity }: Given<{ identity: Buffer }>) =>
  on.select().from(accounts).where(eq(accounts.identity, identity)),
);

/** Holds back whoever else would make the same record, until this transaction ends. */
export async function lockExternalUser(tx: Tx, index: Buffer): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${index.readBigInt64BE(0)})`);
}

export async function findByExternalUser(
  reader: Reader,
  fiduciaryId: string,
  index: Buffer,
): Promise<Principal | undefined> {
  const [row] = await principalByExternalUser(reader, { fiduciaryId, index });
  return row;
}

const principalByExternalUser = statement(
  (on, { fiduciaryId, index }: Given<{ fiduciaryId: string; index: Buffer }>) =>
    on
      .select()
      .from(principals)
      .where(and(eq(principals.fiduciaryId, fiduciaryId), eq(principals.externalUserIndex, index))),
);

export async function findPrincipal(
  reader: Reader,
  id: string,
  fiduciaryId: string,
): Promise<Principal | undefined> {
  const [row] = await principalOfFiduciary(reader, { id, fiduciaryId });
  return row;
}

const principalOfFiduciary = statement(
  (on, { id, fiduciaryId }: Given<{ id: string; fiduciaryId: string }>) =>
    on
      .select()
      .from(principals)
      .where(and(eq(principals.id, id), eq(principals.fiduciaryId, fiduciaryId))),
);

/** Locks a record, in the mode that leaves those alone who only refer to it. Sent when it is called. */
export async function lockPrincipal(tx: Tx, id: string): Promise<Principal | undefined> {
  const [row] = await lockById(tx, { id });
  return row;
}

const lockById = statement((on, { id }: Given<{ id: string }>) =>
  on.select().from(principals).where(eq(principals.id, id)).for('no key update'),
);

export function findPrincipals(reader: Reader, ids: readonly string[]): Promise<Principal[]> {
  return principalsById(reader, { ids });
}

const principalsById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select().from(principals).where(isOneOf(principals.id, ids)),
);

export function listByAccount(reader: Reader, accountIds: readonly string[]): Promise<Principal[]> {
  return principalsOf(reader, { accountIds });
}

const principalsOf = statement((on, { accountIds }: Given<{ accountIds: readonly string[] }>) =>
  on
    .select()
    .from(principals)
    .where(isOneOf(principals.accountId, accountIds))
    .orderBy(asc(principals.id)),
);

export async function insertPrincipal(
  tx: Tx,
  row: PgInsertValue<typeof principals>,
): Promise<Principal> {
  const [inserted] = await tx.insert(principals).values(row).returning();
  if (!inserted) throw new Error('The insert of a principal returned no row');
  return inserted;
}

/** Links a locked record to an account, or with nulls to none. */
export async function setLink(
  tx: Tx,
  id: string,
  link: { accountId: string; linkedAt: Date } | { accountId: null; linkedAt: null },
): Promise<Principal> {
  const [row] = await tx
    .update(principals)
    .set({ ...link, version: sql`${principals.version} + 1` })
    .where(eq(principals.id, id))
    .returning();
  if (!row) throw new Error('The principal that was locked is gone');
  return row;
}
