import {
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import { partyTable } from '../message/table.ts';
import { transferStates } from './lifecycle.ts';

export const transferState = pgEnum('transfer_state', transferStates);

/** A person as this participant's own systems name them, with a data key of their own. */
export const subjectTable = pgTable(
  'connector_subject',
  {
    id: uuid('id').primaryKey(),
    dataKeyId: uuid('data_key_id').notNull(),
    /** Both are null once the person was erased. */
    reference: bytes('reference'),
    referenceIndex: bytes('reference_index'),
    erasedAt: moment('erased_at'),
  },
  (table) => [uniqueIndex('connector_subject_reference').on(table.referenceIndex)],
);

/** What can be exported: one row a person and data type, sealed under the person's key. */
export const sourceRecordTable = pgTable(
  'source_record',
  {
    subjectId: uuid('subject_id')
      .notNull()
      .references(() => subjectTable.id),
    dataType: text('data_type').notNull(),
    data: bytes('data').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectId, table.dataType] })],
);

/** One exchange as one side of it goes through it. */
export const transferTable = pgTable(
  'transfer',
  {
    exchangeId: uuid('exchange_id').primaryKey(),
    side: text('side', { enum: ['EXPORT', 'IMPORT'] }).notNull(),
    state: transferState('state').notNull(),
    version: integer('version').notNull(),
    subjectId: uuid('subject_id')
      .notNull()
      .references(() => subjectTable.id),
    consentId: uuid('consent_id').notNull(),
    /** The other side. */
    peerId: text('peer_id')
      .notNull()
      .references(() => partyTable.id),
    purposes: jsonb('purposes').$type<string[]>().notNull(),
    dataTypes: jsonb('data_types').$type<string[]>().notNull(),
    startedAt: moment('started_at').notNull(),
    deadline: moment('deadline').notNull(),
    finishedAt: moment('finished_at'),
    /** Exporter: SHA-256 of the access token. */
    tokenHash: bytes('token_hash'),
    /** Exporter: the signed consent as the importer brought it, encrypted to us, with the token in it. */
    signedConsent: text('signed_consent'),
    /** Exporter: the data as it is sent, encrypted to the importer and sealed; until it is stored there. */
    data: bytes('data'),
    releaseExpiresAt: moment('release_expires_at'),
    /** SHA-256 of the encrypted data, base64url. */
    digest: text('digest'),
    failureCode: text('failure_code'),
  },
  (table) => [
    index('transfer_due').on(table.deadline),
    index('transfer_age').on(table.startedAt),
    index('transfer_subject').on(table.subjectId),
  ],
);

/** What came in, sealed under the person's key: once for each exchange and data type. */
export const importedRecordTable = pgTable(
  'imported_record',
  {
    exchangeId: uuid('exchange_id')
      .notNull()
      .references(() => transferTable.exchangeId),
    dataType: text('data_type').notNull(),
    subjectId: uuid('subject_id')
      .notNull()
      .references(() => subjectTable.id),
    data: bytes('data').notNull(),
    storedAt: moment('stored_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.exchangeId, table.dataType] }),
    index('imported_record_subject').on(table.subjectId),
  ],
);

export type Subject = typeof subjectTable.$inferSelect;
export type Transfer = typeof transferTable.$inferSelect;
export type ImportedRecord = typeof importedRecordTable.$inferSelect;
