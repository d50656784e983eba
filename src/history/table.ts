import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import type { HistoryAction, JsonValue, PerformerType } from './entry.ts';

/** Counts entries as they are written; never cached, so that what is taken later is greater. */
export const historySequence = pgSequence('history_seq', { cache: 1 });

/**
 * Domains, which bring their lists of values along: PostgreSQL reads a table's checks anew for each
 * statement, and those lists took half of what an entry cost it. What is new to our lists goes into a
 * migration by hand; a test compares them.
 */
const historyAction = customType<{ data: HistoryAction; driverData: string }>({
  dataType: () => 'history_action',
});
const performerType = customType<{ data: PerformerType; driverData: string }>({
  dataType: () => 'performer_type',
});

/**
 * What happened, append-only: the application's role may read and insert. Partitioned by year
 * through `id`, and without foreign keys, since what an entry tells of may be erased before it.
 */
export const historyTable = pgTable(
  'history',
  {
    id: uuid('id').primaryKey(),
    /** Set by a trigger, whatever is given: see the migration `history_partitions`. */
    seq: bigint('seq', { mode: 'bigint' }).notNull().default(sql`0`),
    action: historyAction('action').notNull(),
    fiduciaryId: uuid('fiduciary_id'),
    principalId: uuid('principal_id'),
    practitionerId: uuid('practitioner_id'),
    requestId: uuid('request_id'),
    artifactId: uuid('artifact_id'),
    sequence: integer('sequence').notNull(),
    previousStatus: text('previous_status'),
    newStatus: text('new_status'),
    performedByType: performerType('performed_by_type').notNull(),
    performedBy: text('performed_by'),
    performedAt: moment('performed_at').notNull(),
    recordedAt: moment('recorded_at').notNull(),
    facts: jsonb('facts').$type<Record<string, JsonValue>>().notNull(),
    commitments: jsonb('commitments').$type<Record<string, string>>().notNull(),
    leaf: bytes('leaf').notNull(),
  },
  (table) => [
    index('history_in_order').on(table.seq),
    index('history_artifact').on(table.artifactId, table.seq),
    index('history_request').on(table.requestId, table.seq),
    index('history_principal').on(table.principalId, table.seq),
    check('history_sequence', sql`${table.sequence} > 0`),
    check('history_leaf', sql`octet_length(${table.leaf}) = 32`),
  ],
);

/**
 * The values behind an entry's commitments, with their salts, sealed under the person's key. Kept
 * apart from history, so that an erasure can take them away and leave every proof standing.
 */
export const entryDisclosureTable = pgTable(
  'entry_disclosure',
  {
    entryId: uuid('entry_id').primaryKey(),
    principalId: uuid('principal_id').notNull(),
    dataKeyId: uuid('data_key_id').notNull(),
    sealed: bytes('sealed').notNull(),
  },
  (table) => [index('entry_disclosure_principal').on(table.principalId)],
);

/** The one order of all entries: positions without gaps, given after the commit and never again. */
export const logTable = pgTable(
  'log',
  {
    position: bigint('position', { mode: 'bigint' }).primaryKey(),
    historyId: uuid('history_id').notNull(),
    seq: bigint('seq', { mode: 'bigint' }).notNull(),
    leaf: bytes('leaf').notNull(),
  },
  (table) => [uniqueIndex('log_entry').on(table.historyId)],
);

/**
 * Where sequencing stands; the row of the highest position counts. `gaps` are the values of `seq`
 * below `high` that were not visible yet, `gapMarks` the transaction that decides when each is
 * given up.
 */
export const logStateTable = pgTable('log_state', {
  position: bigint('position', { mode: 'bigint' }).primaryKey(),
  high: bigint('high', { mode: 'bigint' }).notNull(),
  gaps: bigint('gaps', { mode: 'bigint' }).array().notNull(),
  gapMarks: bigint('gap_marks', { mode: 'bigint' }).array().notNull(),
});
