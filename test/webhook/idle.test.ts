import { afterAll, beforeAll, expect, test } from 'vitest';
import { append } from '../../src/history/index.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import { listBehind, skipIdle } from '../../src/webhook/due-store.ts';
import { endpointTable } from '../../src/webhook/table.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertEndpoint, insertFiduciary } from './rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('endpoints that nothing happened for are moved on together, the others are found', async () => {
  const [busy, idle] = [await insertFiduciary(database), await insertFiduciary(database)];
  const [behind, other] = [
    await insertEndpoint(database, busy),
    await insertEndpoint(database, idle),
  ];
  await database.db.transaction(async (tx) => {
    for (const [fiduciaryId, action] of [
      [busy, 'GRANT'],
      [idle, 'INITIATE'],
      [busy, 'WITHDRAW'],
    ] as const) {
      await append(tx, {
        action,
        fiduciaryId,
        sequence: 1,
        performedBy: { type: 'SYSTEM', id: null },
        performedAt: new Date(),
      });
    }
  });
  const { head } = await sequenceHistory(database.sql);
  expect(head).toBe(3n);
  await skipIdle(database.db, head);
  const rows = await database.db
    .select({ id: endpointTable.id, cursor: endpointTable.cursor })
    .from(endpointTable);
  expect(Object.fromEntries(rows.map(({ id, cursor }) => [id, cursor]))).toEqual({
    [behind]: 0n,
    [other]: 3n,
  });
  expect(await listBehind(database.db, head, null)).toEqual([behind]);
});
