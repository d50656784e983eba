import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../database/column.ts';
import type { ErrorCode } from '../errors.ts';

/**
 * Whom messages are exchanged with, this server itself among them, as far as it has a name: the
 * manager by its address, participants by the id that the manager gave them.
 */
export const partyTable = pgTable('party', {
  id: text('id').primaryKey(),
  /** SELF: this server; MANAGER: whom it trusts; PEER: everybody else. */
  standing: text('standing', { enum: ['SELF', 'MANAGER', 'PEER'] }).notNull(),
  /** Where its messages are sent: the address of a GraphQL API. */
  endpoint: text('endpoint').notNull(),
  pinnedAt: moment('pinned_at').notNull(),
});

/** The chain of a party's keys, as far as it is known here: each link signed by the one before. */
export const keyStateTable = pgTable(
  'party_key_state',
  {
    partyId: text('party_id')
      .notNull()
      .references(() => partyTable.id),
    seq: integer('seq').notNull(),
    statement: text('statement').notNull(),
    signingKid: text('signing_kid').notNull(),
    encryptionKid: text('encryption_kid').notNull(),
    /** Of this server's own states: both private keys, sealed; emptied once nothing needs them. */
    privateKeys: bytes('private_keys'),
    pinnedAt: moment('pinned_at').notNull(),
    /** When the next state came; its keys are of use for exchanges under way only. */
    supersededAt: moment('superseded_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partyId, table.seq] }),
    uniqueIndex('party_key_state_encryption').on(table.encryptionKid),
  ],
);

/** What came, so that nothing happens twice: kept until no copy of it can be of any use. */
export const inboxTable = pgTable(
  'inbox',
  {
    issuer: text('issuer').notNull(),
    jti: text('jti').notNull(),
    /** SHA-256 of the whole message: the same bytes, or others under the same name. */
    hash: bytes('hash').notNull(),
    typ: text('typ').notNull(),
    exchangeId: text('exchange_id').notNull(),
    /** HMAC of the claims that matter, for a message made anew; null after a refusal. */
    matter: bytes('matter'),
    /** The answer's claims, sealed under the person's key, or the system's where there is none. */
    dataKeyId: uuid('data_key_id'),
    answer: bytes('answer').notNull(),
    receivedAt: moment('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.jti] }),
    index('inbox_matter').on(table.exchangeId, table.typ, table.issuer),
    index('inbox_age').on(table.receivedAt),
  ],
);

/** What is to be sent until it is answered: a row leaves with its answer, or at its deadline. */
export const outboxTable = pgTable(
  'outbox',
  {
    id: uuid('id').primaryKey(),
    typ: text('typ').notNull(),
    exchangeId: text('exchange_id').notNull(),
    recipient: text('recipient')
      .notNull()
      .references(() => partyTable.id),
    /** The claims, sealed under the person's key, or the system's where there is none. */
    dataKeyId: uuid('data_key_id'),
    claims: bytes('claims').notNull(),
    attempts: integer('attempts').notNull().default(0),
    dueAt: moment('due_at').notNull(),
    deadline: moment('deadline').notNull(),
    /** The message as it was last made: sent again, the same bytes, as long as it lives. */
    jti: text('jti'),
    message: text('message'),
    expiresAt: moment('expires_at'),
    /** Why the last attempt failed. */
    lastCode: text('last_code').$type<ErrorCode>(),
  },
  (table) => [index('outbox_due').on(table.dueAt), index('outbox_exchange').on(table.exchangeId)],
);

export type Party = typeof partyTable.$inferSelect;
export type OutboxRow = typeof outboxTable.$inferSelect;
