import { date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from '../database/column.ts';
import type { historyTable } from '../history/table.ts';
import { personalData } from './access.ts';

/** Who read decrypted personal data of whom, and how often in a few seconds. Holds none of that data. */
export const accessLogTable = pgTable(
  'access_log',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id').notNull(),
    principalId: uuid('principal_id').notNull(),
    what: text('what', { enum: personalData }).notNull(),
    readerType: text('reader_type')
      .$type<(typeof historyTable.$inferSelect)['performedByType']>()
      .notNull(),
    readerId: text('reader_id'),
    times: integer('times').notNull(),
    readAt: moment('read_at').notNull(),
  },
  (table) => [
    index('access_log_principal').on(table.principalId, table.id),
    index('access_log_fiduciary').on(table.fiduciaryId, table.id),
    index('access_log_age').on(table.readAt),
  ],
);

/** How often a consent was asked about on one day (UTC), and how often the answer was yes. */
export const validationCountTable = pgTable(
  'validation_count',
  {
    artifactId: uuid('artifact_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    asked: integer('asked').notNull(),
    valid: integer('valid').notNull(),
  },
  (table) => [primaryKey({ columns: [table.artifactId, table.day] })],
);
