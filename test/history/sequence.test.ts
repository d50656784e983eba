import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, newId, openDatabase, type Tx } from '../../src/database/index.ts';
import { append, type HistoryEntry, readLog } from '../../src/history/index.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor } from './support.ts';

let database: TestDatabase;
let servers: Database[];

beforeAll(async () => {
  database = await createDatabase();
  servers = await Promise.all([1, 2, 3].map(() => openDatabase({ url: database.url, max: 12 })));
  await database.owner`create table subject (id uuid primary key, version integer not null)`;
});
beforeEach(emptyHistory);
afterEach(async () => {
  for (const transaction of open) await transaction.rollback();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await database.drop();
});

test('A takes its place first and B commits first: both get a position, B the earlier one', async () => {
  const a = await openTransaction();
  const late = await append(a.tx, entryFor(newId()));
  const early = await write(entryFor(newId()));
  expect(await sequenceHistory(database.sql)).toEqual({ head: 1n, sequenced: 1 });
  expect(await state()).toEqual({ gaps: 1 });

  await a.commit();
  expect(await sequenceHistory(database.sql)).toEqual({ head: 2n, sequenced: 1 });
  expect((await readLog(database.db, 0n, 9)).map(({ entry }) => entry.id)).toEqual([
    early.id,
    late.id,
  ]);
});

test('a gap is kept for as long as its writer may still commit, whatever is sequenced meanwhile', async () => {
  const a = await openTransaction();
  const late = await append(a.tx, entryFor(newId()));
  for (let i = 0; i < 5; i++) {
    await write(entryFor(newId()));
    await sequenceHistory(database.sql);
  }
  expect(await state()).toEqual({ gaps: 1 });
  await a.commit();
  await sequenceHistory(database.sql);
  expect((await readLog(database.db, 5n, 9)).map(({ entry }) => entry.id)).toEqual([late.id]);
});

test('a writer that was held up right after it took its place is not lost', async () => {
  // Between nextval() and the insert, the moment when a transaction may still have no id.
  await database.owner.unsafe(`
    create function wait_for_lock() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(42); return new; end $$;
    create trigger zz_wait before insert on history for each row
      when (new.action = 'PAUSE') execute function wait_for_lock()`);
  // The first nextval() after a restart of the sequence writes WAL, which assigns an id by chance.
  await write(entryFor(newId()));
  const lock = await database.owner.reserve();
  await lock`select pg_advisory_lock(42)`;
  const held = write({ ...entryFor(newId()), action: 'PAUSE' });
  await expect.poll(waitingWriters).toBe(1);
  for (let i = 0; i < 5; i++) {
    await write(entryFor(newId()));
    await sequenceHistory(database.sql);
  }
  await lock`select pg_advisory_unlock(42)`;
  lock.release();
  const { id } = await held;
  await sequenceHistory(database.sql);
  expect((await readLog(database.db, 6n, 9)).map(({ entry }) => entry.id)).toEqual([id]);
  await database.owner`drop trigger zz_wait on history`;
});

test('a rollback leaves a gap that is given up, and no position is skipped', async () => {
  for (let i = 0; i < 3; i++) {
    const a = await openTransaction();
    await append(a.tx, entryFor(newId()));
    await write(entryFor(newId()));
    await sequenceHistory(database.sql);
    await a.rollback();
  }
  // A gap is given up by the first call that finds something and sees its writer ended. What is
  // open in other databases of the cluster may put that off.
  let head = 3n;
  await expect
    .poll(async () => {
      await write(entryFor(newId()));
      expect(await sequenceHistory(database.sql)).toEqual({ head: ++head, sequenced: 1 });
      return state();
    })
    .toEqual({ gaps: 0 });
});

test('a call takes at most its batch, and the rest keeps its order', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push((await write(entryFor(newId()))).id);
  expect((await sequenceHistory(database.sql, 3)).sequenced).toBe(3);
  expect((await sequenceHistory(database.sql, 3)).sequenced).toBe(3);
  expect((await sequenceHistory(database.sql, 3)).sequenced).toBe(1);
  expect((await readLog(database.db, 0n, 9)).map(({ entry }) => entry.id)).toEqual(ids);
});

test('sequencing as part of another transaction is refused', async () => {
  await expect(
    database.sql.begin(async (tx) => {
      await tx`insert into subject values (${newId()}, 1)`;
      await tx`select sequence_history(10)`;
    }),
  ).rejects.toMatchObject({ code: '25000' });
  await expect(
    database.sql.begin('isolation level repeatable read', (tx) => tx`select sequence_history(10)`),
  ).rejects.toMatchObject({ code: '25000' });
});

test('with any interleaving of writers and sequencers, each committed entry gets one position', async () => {
  const transaction = fc.record({
    subject: fc.nat({ max: 3 }),
    hold: fc.nat({ max: 12 }),
    entries: fc.integer({ min: 1, max: 3 }),
    rollBack: fc.boolean(),
  });
  const plan = fc.array(transaction, { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(plan, async (transactions) => {
      await emptyHistory();
      const subjects = Array.from({ length: 4 }, newId);
      for (const id of subjects) await database.sql`insert into subject values (${id}, 0)`;
      let writing = true;
      const sequencers = servers.map(async ({ sql }) => {
        while (writing) await sequenceHistory(sql, 5);
      });
      const written = await Promise.all(
        transactions.map(async ({ subject, hold, entries, rollBack }, i) => {
          const server = servers[i % servers.length] ?? database;
          return server.db
            .transaction(async (tx) => {
              const own = await change(tx, subjects[subject] ?? '', entries);
              await pause(hold);
              if (rollBack) throw new RolledBack();
              return own;
            })
            .catch((error) => {
              if (error instanceof RolledBack) return [];
              throw error;
            });
        }),
      );
      writing = false;
      await Promise.all(sequencers);
      while ((await sequenceHistory(database.sql)).sequenced > 0);

      const log = await readLog(database.db, 0n, 1_000);
      expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => BigInt(i + 1)));
      expect(log.map(({ entry }) => entry.id).sort()).toEqual(
        written.flatMap((own) => own.map(({ id }) => id)).sort(),
      );
      for (const subject of subjects) {
        const own = log.filter(({ entry }) => entry.artifactId === subject);
        expect(own.map(({ entry }) => entry.sequence)).toEqual(own.map((_, i) => i + 1));
      }
    }),
    { numRuns: 5 },
  );
});

class RolledBack extends Error {}

async function emptyHistory(): Promise<void> {
  await database.owner`truncate history, log, log_state, subject`;
  await database.owner`alter sequence history_seq restart`;
}

/** As a transition does it: compare-and-set on the row, then the entry. */
async function change(tx: Tx, subject: string, entries: number): Promise<HistoryEntry[]> {
  const written: HistoryEntry[] = [];
  for (let i = 0; i < entries; i++) {
    const [row] = await tx.execute<{ version: number }>(
      sql`update subject set version = version + 1 where id = ${subject} returning version`,
    );
    written.push(await append(tx, entryFor(subject, row?.version ?? 0)));
  }
  return written;
}

function write(entry: Parameters<typeof append>[1]): Promise<HistoryEntry> {
  return database.db.transaction((tx) => append(tx, entry));
}

async function state(): Promise<{ gaps: number }> {
  const [row] = await database.sql<{ gaps: number }[]>`
    select cardinality(gaps) as gaps from log_state order by position desc limit 1`;
  if (!row) throw new Error('nothing was sequenced');
  return { gaps: row.gaps };
}

async function waitingWriters(): Promise<number> {
  const rows = await database.owner`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`;
  return rows.length;
}

interface OpenTransaction {
  tx: Tx;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Whatever a test leaves open, so that a failed one does not block the next. */
const open = new Set<OpenTransaction>();

/** A transaction that stays open until it is told. */
async function openTransaction(): Promise<OpenTransaction> {
  const opened = Promise.withResolvers<Tx>();
  const decided = Promise.withResolvers<void>();
  const ended = database.db
    .transaction(async (tx) => {
      opened.resolve(tx);
      await decided.promise;
    })
    .catch((error) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  const transaction: OpenTransaction = {
    tx: await opened.promise,
    async commit() {
      decided.resolve();
      await ended;
    },
    async rollback() {
      decided.reject(new RolledBack());
      await ended;
    },
  };
  open.add(transaction);
  return transaction;
}
