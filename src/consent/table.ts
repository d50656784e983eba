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
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import { fiduciaryTable, practitionerTable } from '../fiduciary/table.ts';
import { principalTable } from '../principal/table.ts';
import type { LanguageCode } from '../purpose/language.ts';
import { purposeVersionTable } from '../purpose/table.ts';
import { assurances, type ExchangeTerms, type Grant, type NoticeBody } from './consent.ts';
import { artifactStatuses, requestStatuses } from './lifecycle.ts';

export const requestStatus = pgEnum('request_status', requestStatuses);
export const artifactStatus = pgEnum('artifact_status', artifactStatuses);
export const assurance = pgEnum('assurance', assurances);

export const requestTable = pgTable(
  'consent_request',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id')
      .notNull()
      .references(() => fiduciaryTable.id),
    principalId: uuid('principal_id').notNull(),
    practitionerId: uuid('practitioner_id'),
    status: requestStatus('status').notNull(),
    version: integer('version').notNull(),
    language: text('language').$type<LanguageCode>().notNull(),
    durationDays: integer('duration_days').notNull(),
    /** A digest of the purposes asked, so that the same question is not put twice at once. */
    question: bytes('question').notNull(),
    /** What the notice link's capability must carry; raised to close every link handed out before. */
    linkGeneration: integer('link_generation').notNull().default(1),
    replacesArtifactId: uuid('replaces_artifact_id'),
    /** Between which participants data is to move under the consent, if it is to. */
    exchange: jsonb('exchange').$type<ExchangeTerms>(),
    /** The fiduciary's own data about the request, and a practitioner's reason: sealed under the person's key. */
    metadata: bytes('metadata'),
    reason: bytes('reason'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    decidedAt: moment('decided_at'),
  },
  (table) => [
    unique('consent_request_of_fiduciary').on(table.fiduciaryId, table.id),
    foreignKey({
      name: 'consent_request_principal',
      columns: [table.fiduciaryId, table.principalId],
      foreignColumns: [principalTable.fiduciaryId, principalTable.id],
    }),
    foreignKey({
      name: 'consent_request_practitioner',
      columns: [table.fiduciaryId, table.practitionerId],
      foreignColumns: [practitionerTable.fiduciaryId, practitionerTable.id],
    }),
    index('consent_request_by_fiduciary').on(table.fiduciaryId, table.createdAt, table.id),
    index('consent_request_by_principal').on(table.principalId, table.createdAt, table.id),
    index('consent_request_by_practitioner').on(table.practitionerId, table.createdAt, table.id),
    uniqueIndex('consent_request_open_question')
      .on(table.principalId, table.question)
      .where(sql`status = 'INITIATED'`),
    index('consent_request_due').on(table.expiresAt).where(sql`status = 'INITIATED'`),
    index('consent_request_decided')
      .on(table.fiduciaryId, table.decidedAt)
      .where(sql`status <> 'INITIATED'`),
  ],
);

/** One purpose asked in a request, pinned to the version the person is shown. */
export const requestPurposeTable = pgTable(
  'consent_request_purpose',
  {
    requestId: uuid('request_id').notNull(),
    fiduciaryId: uuid('fiduciary_id').notNull(),
    purposeId: uuid('purpose_id').notNull(),
    purposeVersionId: uuid('purpose_version_id').notNull(),
    dataFields: text('data_fields').array().notNull(),
    ordinal: integer('ordinal').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.requestId, table.purposeId] }),
    foreignKey({
      name: 'consent_request_purpose_request',
      columns: [table.fiduciaryId, table.requestId],
      foreignColumns: [requestTable.fiduciaryId, requestTable.id],
    }),
    foreignKey({
      name: 'consent_request_purpose_version',
      columns: [table.fiduciaryId, table.purposeVersionId],
      foreignColumns: [purposeVersionTable.fiduciaryId, purposeVersionTable.id],
    }),
  ],
);

/** A notice as a person was shown it, kept once under its own hash. */
export const noticeTable = pgTable('notice', {
  hash: text('hash').primaryKey(),
  fiduciaryId: uuid('fiduciary_id').notNull(),
  body: jsonb('body').$type<NoticeBody>().notNull(),
});

export const artifactTable = pgTable(
  'consent_artifact',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id').notNull(),
    principalId: uuid('principal_id').notNull(),
    requestId: uuid('request_id').notNull(),
    practitionerId: uuid('practitioner_id'),
    status: artifactStatus('status').notNull(),
    version: integer('version').notNull(),
    language: text('language').$type<LanguageCode>().notNull(),
    noticeHash: text('notice_hash')
      .notNull()
      .references(() => noticeTable.hash),
    assurance: assurance('assurance').notNull(),
    /** What was agreed to, as sealed: an immutable copy of the rows in consent_artifact_purpose. */
    grants: jsonb('grants').$type<Grant[]>().notNull(),
    exchange: jsonb('exchange').$type<ExchangeTerms>(),
    hash: text('hash').notNull(),
    jws: text('jws').notNull(),
    predecessorId: uuid('predecessor_id'),
    successorId: uuid('successor_id'),
    grantedAt: moment('granted_at').notNull(),
    validTill: moment('valid_till').notNull(),
    statusChangedAt: moment('status_changed_at').notNull(),
  },
  (table) => [
    unique('consent_artifact_of_fiduciary').on(table.fiduciaryId, table.id),
    foreignKey({
      name: 'consent_artifact_request',
      columns: [table.fiduciaryId, table.requestId],
      foreignColumns: [requestTable.fiduciaryId, requestTable.id],
    }),
    foreignKey({
      name: 'consent_artifact_principal',
      columns: [table.fiduciaryId, table.principalId],
      foreignColumns: [principalTable.fiduciaryId, principalTable.id],
    }),
    foreignKey({
      name: 'consent_artifact_predecessor',
      columns: [table.fiduciaryId, table.predecessorId],
      foreignColumns: [table.fiduciaryId, table.id],
    }),
    foreignKey({
      name: 'consent_artifact_successor',
      columns: [table.fiduciaryId, table.successorId],
      foreignColumns: [table.fiduciaryId, table.id],
    }),
    index('consent_artifact_by_fiduciary').on(table.fiduciaryId, table.grantedAt, table.id),
    index('consent_artifact_by_end').on(table.fiduciaryId, table.validTill, table.id),
    index('consent_artifact_by_principal').on(table.principalId, table.grantedAt, table.id),
    index('consent_artifact_by_practitioner').on(table.practitionerId, table.grantedAt, table.id),
    index('consent_artifact_by_request').on(table.requestId),
    index('consent_artifact_due').on(table.validTill).where(sql`status in ('ACTIVE', 'PAUSED')`),
    index('consent_artifact_ended')
      .on(table.fiduciaryId, table.statusChangedAt)
      .where(sql`successor_id is null and status not in ('ACTIVE', 'PAUSED')`),
    // Whoever deletes a consent is asked by PostgreSQL who names it.
    index('consent_artifact_predecessor')
      .on(table.predecessorId)
      .where(sql`predecessor_id is not null`),
    index('consent_artifact_successor').on(table.successorId).where(sql`successor_id is not null`),
  ],
);

export const artifactPurposeTable = pgTable(
  'consent_artifact_purpose',
  {
    artifactId: uuid('artifact_id').notNull(),
    fiduciaryId: uuid('fiduciary_id').notNull(),
    purposeId: uuid('purpose_id').notNull(),
    purposeVersionId: uuid('purpose_version_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.artifactId, table.purposeId] }),
    foreignKey({
      name: 'consent_artifact_purpose_artifact',
      columns: [table.fiduciaryId, table.artifactId],
      foreignColumns: [artifactTable.fiduciaryId, artifactTable.id],
    }),
    foreignKey({
      name: 'consent_artifact_purpose_version',
      columns: [table.fiduciaryId, table.purposeVersionId],
      foreignColumns: [purposeVersionTable.fiduciaryId, purposeVersionTable.id],
    }),
    index('consent_artifact_purpose_by_purpose').on(table.purposeId, table.artifactId),
  ],
);

export type ConsentRequest = typeof requestTable.$inferSelect;
export type RequestPurpose = typeof requestPurposeTable.$inferSelect;
export type ConsentArtifact = typeof artifactTable.$inferSelect;
