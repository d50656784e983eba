import { sql } from 'drizzle-orm';
import { bigint, check, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';

/**
 * Roots of complete subtrees of the log's Merkle tree, of every eighth height: 2^8, 2^16, 2^24 and
 * so on leaves each. With the leaves themselves they give any proof in a few reads, and take a
 * 255th of the log's rows. What follows from the log may be made by any server, so it is append-only too.
 */
export const logSubtreeTable = pgTable(
  'log_subtree',
  {
    height: smallint('height').notNull(),
    /** How many subtrees of this height come before it. */
    index: bigint('index', { mode: 'number' }).notNull(),
    hash: bytes('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.height, table.index] }),
    check('log_subtree_hash', sql`octet_length(${table.hash}) = 32`),
  ],
);

/** Every head of the log that was signed: append-only. */
export const logCheckpointTable = pgTable('log_checkpoint', {
  /** How many entries it covers. */
  size: bigint('size', { mode: 'number' }).primaryKey(),
  /** The signed note (C2SP tlog-checkpoint). */
  note: text('note').notNull(),
  signedAt: moment('signed_at').notNull(),
});
