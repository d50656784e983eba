import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reader } from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

/** How often a statement was run by its name on the connection that this comes on. */
async function timesPrepared(reader: Reader, marker: string): Promise<number> {
  const rows = await reader.execute(
    sql.raw(`select (generic_plans + custom_plans)::int as times from pg_prepared_statements
      where statement like '%${marker} marked%' and statement not like '%generic_plans%'`),
  );
  return rows.reduce((sum, row) => sum + Number(row.times), 0);
}

const marked = (marker: string, values: number[]) =>
  sql`select ${sql.raw(`'${marker} marked'`)} as marker where 1 in (${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;

test('a statement that comes again is planned once, in a transaction and in a savepoint of it', async () => {
  await database.db.transaction(async (tx) => {
    for (let i = 0; i < 3; i++) await tx.execute(marked('short', [1, i]));
    await tx.transaction(async (inner) => {
      for (let i = 0; i < 2; i++) await inner.execute(marked('short', [1, i]));
    });
    expect(await timesPrepared(tx, 'short')).toBe(5);
  });
});

test('one without values is planned once, too', async () => {
  await database.db.transaction(async (tx) => {
    const plain = sql.raw(`select 'plain marked' as marker`);
    for (let i = 0; i < 3; i++) expect(await tx.execute(plain)).toHaveLength(1);
    expect(await timesPrepared(tx, 'plain')).toBe(3);
  });
});

test('several statements in one are sent as they are', async () => {
  await database.db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local work_mem = '1MB'; set local statement_timeout = '9s'`));
    expect(await tx.execute(sql`show statement_timeout`)).toMatchObject([
      { statement_timeout: '9s' },
    ]);
  });
});

test('a long list of values is not kept', async () => {
  await database.db.transaction(async (tx) => {
    const values = Array.from({ length: 41 }, (_, i) => i);
    for (let i = 0; i < 2; i++) expect(await tx.execute(marked('long', values))).toHaveLength(1);
    expect(await timesPrepared(tx, 'long')).toBe(0);
  });
});

test('however many statements there are, a connection keeps some hundreds', async () => {
  await database.db.transaction(async (tx) => {
    for (let i = 0; i < 600; i++) await tx.execute(marked(`many-${i}`, [1]));
    const [row] = await tx.execute(
      sql.raw('select count(*)::int as kept from pg_prepared_statements'),
    );
    // Beside ours there are the few that postgres.js prepares by itself.
    expect(row?.kept).toBeLessThanOrEqual(510);
    expect(row?.kept).toBeGreaterThan(300);
  });
});

test('an error within a prepared statement spares the next one', async () => {
  const divided = (by: number) => sql`select 1 / ${by}::int as whole`;
  expect(await database.db.execute(divided(1))).toMatchObject([{ whole: 1 }]);
  await expect(database.db.execute(divided(0))).rejects.toThrow();
  expect(await database.db.execute(divided(1))).toMatchObject([{ whole: 1 }]);
});
