import { sql } from 'drizzle-orm';
import { integer, pgEnum, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { moment } from '../database/column.ts';
import { fiduciaryStatuses, leastRetentionYears, practitionerStatuses } from './fiduciary.ts';

export const fiduciaryStatus = pgEnum('fiduciary_status', fiduciaryStatuses);
export const practitionerStatus = pgEnum('practitioner_status', practitionerStatuses);

export const fiduciaryTable = pgTable('fiduciary', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  legalName: text('legal_name').notNull(),
  logoUrl: text('logo_url'),
  contactEmail: text('contact_email').notNull(),
  websiteUrl: text('website_url'),
  privacyPolicyUrl: text('privacy_policy_url').notNull(),
  grievanceContact: text('grievance_contact').notNull(),
  withdrawalPolicy: text('withdrawal_policy').notNull(),
  status: fiduciaryStatus('status').notNull().default('ACTIVE'),
  version: integer('version').notNull().default(1),
  /** The purpose a practitioner's request stands on when it names none. */
  practicePurposeId: uuid('practice_purpose_id'),
  requestsPerMinute: integer('requests_per_minute').notNull().default(1000),
  requestsPerDay: integer('requests_per_day').notNull().default(100_000),
  denialWaitDays: integer('denial_wait_days').notNull().default(0),
  recordRetentionYears: integer('record_retention_years').notNull().default(leastRetentionYears),
  createdAt: moment('created_at').notNull().default(sql`consent_now()`),
});

export const practitionerTable = pgTable(
  'practitioner',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id')
      .notNull()
      .references(() => fiduciaryTable.id),
    name: text('name').notNull(),
    specialization: text('specialization').notNull(),
    status: practitionerStatus('status').notNull().default('EMPLOYED'),
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
  },
  (table) => [unique('practitioner_of_fiduciary').on(table.fiduciaryId, table.id)],
);

export type Fiduciary = typeof fiduciaryTable.$inferSelect;
export type Practitioner = typeof practitionerTable.$inferSelect;
