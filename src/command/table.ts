import { index, pgTable } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';

/** Calls that brought an idempotency key, remembered for a day. Nothing in it can be read without the vault. */
export const rememberedCallTable = pgTable(
  'remembered_call',
  {
    /** A keyed digest of the caller and their key. */
    call: bytes('call').primaryKey(),
    /** A keyed digest of what was asked. */
    input: bytes('input').notNull(),
    /** The answer as `v8.serialize` wrote it, sealed; null only while the first call is under way. */
    answer: bytes('answer'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index('remembered_call_age').on(table.createdAt)],
);
