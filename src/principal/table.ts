import { sql } from 'drizzle-orm';
import { index, integer, pgTable, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import { fiduciaryTable } from '../fiduciary/table.ts';

/**
 * A person who signs in. Only a keyed digest of (issuer, subject) is kept: enough to know them
 * again, not enough to tell who they are.
 */
export const accountTable = pgTable(
  'account',
  {
    id: uuid('id').primaryKey(),
    identity: bytes('identity').notNull(),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
  },
  (table) => [uniqueIndex('account_identity').on(table.identity)],
);

/** One person as one fiduciary knows them. Nothing in it says that two records are the same person but the account. */
export const principalTable = pgTable(
  'principal',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id')
      .notNull()
      .references(() => fiduciaryTable.id),
    dataKeyId: uuid('data_key_id').notNull(),
    externalUserId: bytes('external_user_id'),
    externalUserIndex: bytes('external_user_index'),
    accountId: uuid('account_id').references(() => accountTable.id),
    linkedAt: moment('linked_at'),
    /** Raised whenever the link to an account changes. */
    version: integer('version').notNull().default(1),
    /** When the person asked their fiduciary to erase it; null while they have not. */
    erasureRequestedAt: moment('erasure_requested_at'),
    erasedAt: moment('erased_at'),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
  },
  (table) => [
    unique('principal_of_fiduciary').on(table.fiduciaryId, table.id),
    uniqueIndex('principal_external_user').on(table.fiduciaryId, table.externalUserIndex),
    index('principal_account').on(table.accountId),
  ],
);

export type Account = typeof accountTable.$inferSelect;
export type Principal = typeof principalTable.$inferSelect;
