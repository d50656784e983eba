import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import { fiduciaryTable } from '../fiduciary/table.ts';
import {
  attemptOutcomes,
  defaultInFlight,
  deliveryStatuses,
  disabledReasons,
  endpointStatuses,
} from './endpoint.ts';
import { ping, webhookEvents } from './event.ts';

export const endpointStatus = pgEnum('webhook_endpoint_status', endpointStatuses);
export const deliveryStatus = pgEnum('webhook_delivery_status', deliveryStatuses);
export const attemptOutcome = pgEnum('webhook_attempt_outcome', attemptOutcomes);

/** Where a fiduciary wants to be told, and how far it has been: a cursor over the log. */
export const endpointTable = pgTable(
  'webhook_endpoint',
  {
    id: uuid('id').primaryKey(),
    fiduciaryId: uuid('fiduciary_id')
      .notNull()
      .references(() => fiduciaryTable.id),
    url: text('url').notNull(),
    description: text('description'),
    /** What it is told of; all events when empty. */
    events: text('events', { enum: webhookEvents }).array().notNull(),
    status: endpointStatus('status').notNull().default('ENABLED'),
    disabledReason: text('disabled_reason', { enum: disabledReasons }),
    maxInFlight: integer('max_in_flight').notNull().default(defaultInFlight),
    secret: bytes('secret').notNull(),
    previousSecret: bytes('previous_secret'),
    previousSecretUntil: moment('previous_secret_until'),
    /** The last position of the log that was looked at: what it holds for the endpoint has a row. */
    cursor: bigint('cursor', { mode: 'bigint' }).notNull(),
    failuresInRow: integer('failures_in_row').notNull().default(0),
    circuitOpenedAt: moment('circuit_opened_at'),
    /** No attempt begins before this moment. */
    restUntil: moment('rest_until'),
    /** When something waits to be done here that no event announces; null when nothing does. */
    dueAt: moment('due_at'),
    /** Who is delivering at present, and until when nobody else may: real time, not `consent_now()`. */
    holder: uuid('holder'),
    heldUntil: timestamp('held_until', { withTimezone: true, mode: 'date' }),
    lastSuccessAt: moment('last_success_at'),
    lastFailureAt: moment('last_failure_at'),
    /** Counts changes of its settings, as history tells them. */
    version: integer('version').notNull().default(1),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
  },
  (table) => [
    index('webhook_endpoint_of_fiduciary').on(table.fiduciaryId, table.id),
    index('webhook_endpoint_due').on(table.dueAt).where(sql`status = 'ENABLED'`),
  ],
);

/** One event on its way to one endpoint. */
export const deliveryTable = pgTable(
  'webhook_delivery',
  {
    id: uuid('id').primaryKey(),
    endpointId: uuid('endpoint_id')
      .notNull()
      .references(() => endpointTable.id, { onDelete: 'cascade' }),
    /** The id of the entry of the log, and `webhook-id` on the wire. */
    eventId: uuid('event_id').notNull(),
    event: text('event', { enum: [...webhookEvents, ping] }).notNull(),
    status: deliveryStatus('status').notNull().default('PENDING'),
    /** The bytes that are signed and sent, sealed under the person's key, or the system's without one. */
    body: bytes('body').notNull(),
    dataKeyId: uuid('data_key_id'),
    /** Attempts made since it was first sent, or retried by hand, that the endpoint answered. */
    answered: integer('answered').notNull().default(0),
    /** Attempts made in all. */
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at'),
    occurredAt: moment('occurred_at').notNull(),
    createdAt: moment('created_at').notNull().default(sql`consent_now()`),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    unique('webhook_delivery_event').on(table.endpointId, table.eventId),
    index('webhook_delivery_due')
      .on(table.endpointId, table.nextAttemptAt)
      .where(sql`status = 'PENDING'`),
    index('webhook_delivery_list').on(table.endpointId, table.status, table.id),
    index('webhook_delivery_finished').on(table.finishedAt),
  ],
);

/** One try, and what came of it. */
export const attemptTable = pgTable(
  'webhook_attempt',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveryTable.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    outcome: attemptOutcome('outcome').notNull(),
    code: integer('code'),
    /** Why there was no answer, as a code of Node's or OpenSSL's, such as ECONNREFUSED. */
    problem: text('problem'),
    durationMs: integer('duration_ms').notNull(),
    /** The first bytes of the answer, sealed like the body. */
    answer: bytes('answer'),
    startedAt: moment('started_at').notNull(),
  },
  (table) => [unique('webhook_attempt_number').on(table.deliveryId, table.number)],
);

export type Endpoint = typeof endpointTable.$inferSelect;
export type Delivery = typeof deliveryTable.$inferSelect;
export type Attempt = typeof attemptTable.$inferSelect;
