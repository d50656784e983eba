import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';

/** How many permits of the minute or day that is running have been handed out to servers. */
export const permitWindowTable = pgTable(
  'permit_window',
  {
    /** A keyed digest of whose permits they are: addresses and accounts are nobody's to read. */
    subject: bytes('subject').notNull(),
    span: text('span', { enum: ['minute', 'day'] }).notNull(),
    startedAt: moment('started_at').notNull(),
    taken: integer('taken').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.span] })],
);

/** The servers at work, each by its last sign of life: permits are shared out among them. */
export const liveServerTable = pgTable('live_server', {
  id: uuid('id').primaryKey(),
  /** By the real time, which tests do not move. */
  seenAt: moment('seen_at').notNull(),
});
