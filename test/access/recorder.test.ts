import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recorderOf } from '../../src/access/index.ts';
import { newId } from '../../src/database/index.ts';
import { deleteTraces, emptyRecord } from '../../src/erasure/store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { insertFiduciary } from '../webhook/rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('an access that is written while the person is being erased leaves no trace', async () => {
  const { db, owner } = database;
  const [fiduciaryId, principalId] = [await insertFiduciary(database), newId()];
  const keyId = newId();
  await owner`
    insert into data_key (id, kek_id, wrapped, created_at)
    values (${keyId}, 'test', 'x', consent_now())`;
  await owner`
    insert into principal (id, fiduciary_id, data_key_id)
    values (${principalId}, ${fiduciaryId}, ${keyId})`;
  const written = async () =>
    (await owner`select from access_log where principal_id = ${principalId}`).length;
  const recorder = recorderOf({ database, log: pino({ level: 'silent' }) });
  const read = () =>
    recorder.accessed({
      fiduciaryId,
      principalId,
      what: 'DETAILS',
      reader: { type: 'OPERATOR', id: 'someone' },
    });

  read();
  await recorder.flush();
  expect(await written()).toBe(1);
  let flushed: Promise<void> | undefined;
  await db.transaction(async (tx) => {
    await deleteTraces(tx, principalId);
    read();
    flushed = recorder.flush();
    const isWaiting = async () => {
      const [row] = await owner`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.waiting === 1 || (await written()) > 1;
    };
    await until(isWaiting);
    await emptyRecord(tx, principalId, new Date());
  });
  await flushed;
  expect(await written()).toBe(0);
});
