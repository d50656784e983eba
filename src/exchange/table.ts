import { sql } from 'drizzle-orm';
import {
  foreignKey,
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
import { artifactTable } from '../consent/table.ts';
import { bytes, moment } from '../database/column.ts';
import { participantTable } from '../participant/table.ts';
import { principalTable } from '../principal/table.ts';
import { exchangeStates } from './lifecycle.ts';

export const exchangeState = pgEnum('exchange_state', exchangeStates);

/** One movement of a person's data from one participant to another: never the data itself. */
export const exchangeTable = pgTable(
  'exchange',
  {
    id: uuid('id').primaryKey(),
    consentId: uuid('consent_id').notNull(),
    /** The data fiduciary that was given the consent, and its record of the person. */
    fiduciaryId: uuid('fiduciary_id').notNull(),
    principalId: uuid('principal_id').notNull(),
    exporterId: uuid('exporter_id')
      .notNull()
      .references(() => participantTable.id),
    importerId: uuid('importer_id')
      .notNull()
      .references(() => participantTable.id),
    /** The person's records at the two participants' data fiduciaries. */
    exporterPrincipalId: uuid('exporter_principal_id')
      .notNull()
      .references(() => principalTable.id),
    importerPrincipalId: uuid('importer_principal_id')
      .notNull()
      .references(() => principalTable.id),
    purposeVersionIds: jsonb('purpose_version_ids').$type<string[]>().notNull(),
    dataTypes: jsonb('data_types').$type<string[]>().notNull(),
    state: exchangeState('state').notNull(),
    version: integer('version').notNull(),
    startedAt: moment('started_at').notNull(),
    deadline: moment('deadline').notNull(),
    finishedAt: moment('finished_at'),
    /** SHA-256 of the exporter's access token. */
    tokenHash: bytes('token_hash'),
    tokenExpiresAt: moment('token_expires_at'),
    releaseId: uuid('release_id'),
    /** SHA-256 of the encrypted data, as exporter and importer both report it; base64url. */
    digest: text('digest'),
    /** The kinds of data that the importer signed for. */
    storedDataTypes: jsonb('stored_data_types').$type<string[]>(),
    failureCode: text('failure_code'),
  },
  (table) => [
    foreignKey({
      name: 'exchange_consent',
      columns: [table.fiduciaryId, table.consentId],
      foreignColumns: [artifactTable.fiduciaryId, artifactTable.id],
    }),
    uniqueIndex('exchange_under_way')
      .on(table.consentId)
      .where(sql`state in ('CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT', 'RELEASED')`),
    index('exchange_by_consent').on(table.consentId, table.id),
    index('exchange_by_principal').on(table.principalId, table.id),
    index('exchange_due')
      .on(table.deadline)
      .where(sql`state in ('CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT', 'RELEASED')`),
  ],
);

/** What an exchange went through, step by step. */
export const exchangeStepTable = pgTable(
  'exchange_step',
  {
    exchangeId: uuid('exchange_id')
      .notNull()
      .references(() => exchangeTable.id),
    sequence: integer('sequence').notNull(),
    state: exchangeState('state').notNull(),
    code: text('code'),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.exchangeId, table.sequence] })],
);

export type Exchange = typeof exchangeTable.$inferSelect;
export type ExchangeStep = typeof exchangeStepTable.$inferSelect;
