import { integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import { fiduciaryTable } from '../fiduciary/table.ts';

/** A data fiduciary's side of the exchange of data, as the manager knows it: its connector. */
export const participantTable = pgTable(
  'participant',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id')
      .notNull()
      .references(() => fiduciaryTable.id),
    /** The address of the connector's GraphQL API, which messages are sent to. */
    endpoint: text('endpoint').notNull(),
    status: text('status', { enum: ['INVITED', 'ACTIVE', 'SUSPENDED'] }).notNull(),
    version: integer('version').notNull().default(1),
    /** What the connector must read to prove that it holds the keys it names; until it has. */
    challenge: bytes('challenge'),
    invitedAt: moment('invited_at').notNull(),
    joinedAt: moment('joined_at'),
  },
  (table) => [uniqueIndex('participant_of_fiduciary').on(table.fiduciaryId)],
);

export type Participant = typeof participantTable.$inferSelect;
export type ParticipantStatus = Participant['status'];
