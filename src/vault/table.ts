import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { JWK } from 'jose';
import { bytes, moment } from '../database/column.ts';

/** The keys of data principals, wrapped. An erased one keeps its row and loses its bytes. */
export const dataKey = pgTable(
  'data_key',
  {
    id: uuid('id').primaryKey(),
    wrapped: bytes('wrapped'),
    kekId: text('kek_id').notNull(),
    createdAt: moment('created_at').notNull(),
    destroyedAt: moment('destroyed_at'),
  },
  (table) => [
    check(
      'data_key_destroyed',
      sql`(${table.wrapped} is null) = (${table.destroyedAt} is not null)`,
    ),
  ],
);

/**
 * The installation's own keys. `wrapped` holds the secret or private key while the key is current.
 * Of a retired signing key it holds the public half alone: the private half is destroyed, and a
 * public key that did not come out of a wrapping is never trusted.
 */
export const systemKey = pgTable(
  'system_key',
  {
    id: uuid('id').primaryKey(),
    use: text('use').notNull(),
    wrapped: bytes('wrapped').notNull(),
    kekId: text('kek_id').notNull(),
    publicJwk: jsonb('public_jwk').$type<JWK>(),
    kid: text('kid').unique('system_key_kid'),
    createdAt: moment('created_at').notNull(),
    retiredAt: moment('retired_at'),
  },
  (table) => [
    uniqueIndex('system_key_current').on(table.use).where(sql`${table.retiredAt} is null`),
    check('system_key_public', sql`(${table.kid} is null) = (${table.publicJwk} is null)`),
  ],
);
