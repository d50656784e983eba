import { sql } from 'drizzle-orm';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { allEnded, together } from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const numbers = pgTable('numbers', { id: integer().primaryKey(), value: integer().notNull() });

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.owner`drop table if exists numbers`;
  await database.owner`create table numbers (id integer primary key, value integer not null)`;
  await database.owner`grant all on numbers to consentgraph_app`;
});

test('statements sent together run in their order, of whatever kind, and each sees those before it', async () => {
  // Twice: a statement takes another way when it comes for the first time on its connection.
  for (const id of [1, 2]) {
    const answers = await database.db.transaction((tx) =>
      together(
        tx.insert(numbers).values({ id, value: 1 }),
        tx
          .update(numbers)
          .set({ value: sql`${numbers.value} + 1` })
          .returning(),
        tx.select().from(numbers).for('no key update'),
        tx.execute(sql`update numbers set value = value * 10`),
        tx.select({ value: numbers.value }).from(numbers).where(sql`${numbers.id} = ${id}`),
        tx.delete(numbers),
        tx.select().from(numbers),
      ),
    );
    expect(answers[1]).toEqual([{ id, value: 2 }]);
    expect(answers[2]).toEqual([{ id, value: 2 }]);
    expect(answers[4]).toEqual([{ value: 20 }]);
    expect(answers[6]).toEqual([]);
  }
});

test('what is called together in a Promise.all is sent in the order of the calls', async () => {
  const values = await database.db.transaction(async (tx) => {
    const add = (id: number) => together(tx.insert(numbers).values({ id, value: id }));
    const count = async () => {
      const [[row]] = await together(tx.select({ n: sql<number>`count(*)::int` }).from(numbers));
      return row?.n;
    };
    const [, one, , , three] = await Promise.all([add(1), count(), add(2), add(3), count()]);
    return [one, three];
  });
  expect(values).toEqual([1, 3]);
});

test('the first that fails is the error, and nothing of the transaction stays', async () => {
  const failing = database.db.transaction((tx) =>
    together(
      tx.insert(numbers).values({ id: 1, value: 1 }),
      tx.insert(numbers).values({ id: 1, value: 2 }),
      tx.insert(numbers).values({ id: 2, value: 2 }),
    ),
  );
  await expect(failing).rejects.toMatchObject({ cause: { code: '23505' } });
  expect(await database.db.select().from(numbers)).toEqual([]);
});

test('parts of a transaction end before the first error does', async () => {
  const ends: string[] = [];
  const failing = database.db.transaction((tx) => {
    const long = async () => {
      await tx.execute(sql`select 1`);
      await tx.insert(numbers).values({ id: 1, value: 1 });
      ends.push('long');
    };
    const short = async () => {
      await tx.execute(sql`select 1`);
      throw new Error('short');
    };
    return allEnded(short(), long());
  });
  await expect(failing.finally(() => ends.push('transaction'))).rejects.toThrow('short');
  expect(ends).toEqual(['long', 'transaction']);
  expect(await database.db.select().from(numbers)).toEqual([]);
});

test('parts that end well give what they found', async () => {
  const found = await database.db.transaction((tx) =>
    allEnded(Promise.resolve('a'), together(tx.select().from(numbers))),
  );
  expect(found).toEqual(['a', [[]]]);
});
