import { asc, eq, gt, sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bytes, moment } from '../../src/database/column.ts';
import {
  converted,
  type Given,
  insertion,
  isOneOf,
  newId,
  statement,
  statementFor,
} from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const numbers = pgTable('numbers', { id: integer().primaryKey(), value: integer().notNull() });
const things = pgTable('things', {
  id: uuid().primaryKey(),
  rank: integer(),
  labels: text().array().notNull(),
  facts: jsonb().$type<unknown>(),
  digest: bytes('digest'),
  at: moment('at'),
  made: integer().notNull().default(sql`7`),
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.owner`drop table if exists numbers, things`;
  await database.owner`create table numbers (id integer primary key, value integer not null)`;
  await database.owner`create table things (id uuid primary key, rank integer, labels text[] not null,
    facts jsonb, digest bytea, at timestamptz(3), made integer not null default 7)`;
  await database.owner`grant all on numbers, things to consentgraph_app`;
});

const insertNumbers = insertion(numbers);
const allNumbers = statement((on) => on.select().from(numbers).orderBy(asc(numbers.id)));
const double = statement((on, { id }: Given<{ id: number }>) =>
  on
    .update(numbers)
    .set({ value: sql`${numbers.value} * 2` })
    .where(eq(numbers.id, id))
    .returning(),
);
const insertThings = insertion(things);
const insertThingsMade = insertion(things, 'made');

function thing(rank: number) {
  return {
    id: newId(),
    rank,
    labels: ['a, "b"', `{${rank}}`],
    facts: { of: [rank, null], said: `it's ${rank}` },
    digest: Buffer.from([rank, 0, 255]),
    at: new Date(1_700_000_000_000 + rank),
    made: rank,
  };
}

describe('a statement that is kept', () => {
  test('gives what the same statement gives that is put together each time', async () => {
    const rows = [1, 2, 3].map(thing);
    await database.db.insert(things).values(rows);
    let made = 0;
    const above = statement((on, { rank, ids }: Given<{ rank: number; ids: string[] }>) => {
      made++;
      return on
        .select({ thing: things, at: things.at, doubled: sql<number>`${things.rank} * 2` })
        .from(things)
        .where(sql`${gt(things.rank, rank)} and ${isOneOf(things.id, ids)}`)
        .orderBy(asc(things.rank));
    });
    const ids = rows.slice(0, 2).map(({ id }) => id);
    for (const rank of [0, 1, 0]) {
      const expected = rows.slice(rank, 2);
      expect(await above(database.db, { rank, ids })).toEqual(
        expected.map((row) => ({ thing: row, at: row.at, doubled: row.rank * 2 })),
      );
    }
    expect(await above(database.db, { rank: 0, ids: [] })).toEqual([]);
    expect(made).toBe(1);
  });

  test('is of the transaction that it is sent in, and of no other', async () => {
    await expect(
      database.db.transaction(async (tx) => {
        await insertNumbers(tx, [{ id: 1, value: 1 }]);
        expect(await allNumbers(tx, {})).toEqual([{ id: 1, value: 1 }]);
        expect(await allNumbers(database.db, {})).toEqual([]);
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    expect(await allNumbers(database.db, {})).toEqual([]);
  });

  test('keeps values apart that are sent at the same time', async () => {
    const ids = Array.from({ length: 50 }, (_, i) => i);
    await Promise.all(ids.map((id) => insertNumbers(database.db, [{ id, value: id }])));
    const doubled = await Promise.all(ids.map((id) => double(database.db, { id })));
    expect(doubled.flat()).toEqual(ids.map((id) => ({ id, value: id * 2 })));
  });

  test('converts a value as its column does, and null to nothing', async () => {
    const row = thing(4);
    await insertThings(database.db, [row]);
    type Changes = { id: string; at: Date | null; facts: unknown };
    const change = statement((on, given: Given<Changes>) =>
      on
        .update(things)
        .set({ at: converted(things.at, given.at), facts: converted(things.facts, given.facts) })
        .where(eq(things.id, given.id))
        .returning({ at: things.at, facts: things.facts, isNull: sql`${things.facts} is null` }),
    );
    const { id } = row;
    const at = new Date(5);
    expect(await change(database.db, { id, at, facts: ['x'] })).toEqual([
      { at, facts: ['x'], isNull: false },
    ]);
    expect(await change(database.db, { id, at: null, facts: null })).toEqual([
      { at: null, facts: null, isNull: true },
    ]);
  });

  test('is not sent without one of its values', async () => {
    await insertNumbers(database.db, [{ id: 1, value: 1 }]);
    await expect(double(database.db, {} as never)).rejects.toThrow(
      '"id" of a statement is missing',
    );
    await expect(insertNumbers(database.db, [{ id: 2 } as never])).rejects.toThrow(TypeError);
    expect(await allNumbers(database.db, {})).toEqual([{ id: 1, value: 1 }]);
  });

  test('takes a value for a value, whatever it says', async () => {
    const row = { ...thing(6), labels: [`'); drop table things; --`], facts: '$1 "} {' };
    await insertThings(database.db, [row]);
    expect(await database.db.select().from(things)).toEqual([row]);
  });

  test('is made once for each key', () => {
    const made: string[] = [];
    const sendFor = statementFor((key: string) => {
      made.push(key);
      return statement((on) => on.select().from(numbers));
    });
    expect(sendFor('a')).toBe(sendFor('a'));
    expect(sendFor('b')).not.toBe(sendFor('a'));
    expect(made).toEqual(['a', 'b']);
  });
});

describe('an insertion', () => {
  test.each([1, 2, 20, 21, 45])('of %i rows writes them as they are', async (count) => {
    const rows = Array.from({ length: count }, (_, rank) => thing(rank));
    const blank = { rank: null, labels: [], facts: null, digest: null, at: null, made: count };
    rows.push({ id: newId(), ...blank } as never);
    await insertThings(database.db, rows);
    const written = await database.db.select().from(things).orderBy(asc(things.made));
    expect(written).toEqual(rows);
  });

  test('leaves a column to the database', async () => {
    for (const count of [1, 30]) {
      const rows = Array.from({ length: count }, (_, rank) => thing(rank));
      await insertThingsMade(
        database.db,
        rows.map(({ made: _, ...row }) => row),
      );
    }
    const made = await database.db.selectDistinct({ made: things.made }).from(things);
    expect(made).toEqual([{ made: 7 }]);
  });
});

describe('statements of one transaction', () => {
  test('that are called together run in the order of the calls, and each sees those before it', async () => {
    // Twice: a statement takes another way when it comes for the first time on its connection.
    for (const id of [1, 2]) {
      const answers = await database.db.transaction((tx) =>
        Promise.all([
          insertNumbers(tx, [{ id, value: 1 }]),
          double(tx, { id }),
          allNumbers(tx, {}),
          tx.execute(sql`update numbers set value = value * 10`).execute(),
          allNumbers(tx, {}),
          tx.delete(numbers).execute(),
          allNumbers(tx, {}),
        ]),
      );
      expect(answers[1]).toEqual([{ id, value: 2 }]);
      expect(answers[2]).toEqual([{ id, value: 2 }]);
      expect(answers[4]).toEqual([{ id, value: 20 }]);
      expect(answers[6]).toEqual([]);
    }
  });

  test('of which one fails: it is the error, and nothing of the transaction stays', async () => {
    const failing = database.db.transaction((tx) =>
      Promise.all([
        insertNumbers(tx, [{ id: 1, value: 1 }]),
        insertNumbers(tx, [{ id: 1, value: 2 }]),
        insertNumbers(tx, [{ id: 2, value: 2 }]),
      ]),
    );
    await expect(failing).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await allNumbers(database.db, {})).toEqual([]);
  });
});
