import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import { fiduciaryTable } from '../fiduciary/table.ts';

export const clientRoles = ['fiduciary', 'operator', 'auditor'] as const;

/** Programs that buy tokens at `/oauth/token`. A revoked one keeps its row: ids are never reused. */
export const clientTable = pgTable(
  'client',
  {
    id: uuid('id').primaryKey(),
    role: text('role', { enum: clientRoles }).notNull(),
    fiduciaryId: uuid('fiduciary_id').references(() => fiduciaryTable.id),
    name: text('name').notNull(),
    /** One salt for both secrets, so that trying one costs the same whether or not there are two. */
    salt: bytes('salt').notNull(),
    secretHash: bytes('secret_hash').notNull(),
    /** The secret before the last rotation, good until it is retired. */
    previousSecretHash: bytes('previous_secret_hash'),
    previousSecretUntil: moment('previous_secret_until'),
    createdAt: moment('created_at').notNull(),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    index('client_fiduciary').on(table.fiduciaryId),
    check(
      'client_acts_for',
      sql`(${table.role} = 'fiduciary') = (${table.fiduciaryId} is not null)`,
    ),
    check(
      'client_previous_secret',
      sql`(${table.previousSecretHash} is null) = (${table.previousSecretUntil} is null)`,
    ),
  ],
);

/** Tokens that are refused though they have not expired. A row is of no use after `expires_at`. */
export const revokedTokenTable = pgTable(
  'revoked_token',
  {
    /** SHA-256 over issuer and `jti`: see `tokenDigest`. */
    digest: bytes('digest').primaryKey(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at').notNull(),
  },
  (table) => [index('revoked_token_expiry').on(table.expiresAt)],
);
