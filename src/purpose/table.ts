import { sql } from 'drizzle-orm';
import {
  boolean,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { moment } from '../database/column.ts';
import { fiduciaryTable } from '../fiduciary/table.ts';
import type { Translations } from './purpose.ts';

export const purposeTable = pgTable(
  'purpose',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id')
      .notNull()
      .references(() => fiduciaryTable.id),
    /** The number of the version new requests are pinned to. */
    currentVersion: integer('current_version').notNull(),
    retiredAt: moment('retired_at'),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
  },
  (table) => [unique('purpose_of_fiduciary').on(table.fiduciaryId, table.id)],
);

/** Written once, never changed: what people agreed to must stay what they read. */
export const purposeVersionTable = pgTable(
  'purpose_version',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id').notNull(),
    purposeId: uuid('purpose_id').notNull(),
    number: integer('number').notNull(),
    title: text('title').notNull(),
    description: text('description').notNull(),
    legalBasis: text('legal_basis').notNull(),
    dataFields: text('data_fields').array().notNull(),
    processingActivities: text('processing_activities').array().notNull(),
    retentionDays: integer('retention_days').notNull(),
    mandatory: boolean('mandatory').notNull(),
    requiresSignIn: boolean('requires_sign_in').notNull(),
    translations: jsonb('translations').$type<Translations>().notNull(),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
  },
  (table) => [
    uniqueIndex('purpose_version_number').on(table.purposeId, table.number),
    unique('purpose_version_of_fiduciary').on(table.fiduciaryId, table.id),
    foreignKey({
      name: 'purpose_version_purpose',
      columns: [table.fiduciaryId, table.purposeId],
      foreignColumns: [purposeTable.fiduciaryId, purposeTable.id],
    }),
  ],
);

export type Purpose = typeof purposeTable.$inferSelect;
export type PurposeVersion = typeof purposeVersionTable.$inferSelect;
