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

const silent = pino({ level: 'silent' });

async function insertPrincipal(fiduciaryId: string): Promise<string> {
  const { owner } = database;
  const [keyId, principalId] = [newId(), newId()];
  await owner`
    insert into data_key (id, kek_id, wrapped, created_at)
    values (${keyId}, 'test', 'x', consent_now())`;
  await owner`
    insert into principal (id, fiduciary_id, data_key_id)
    values (${principalId}, ${fiduciaryId}, ${keyId})`;
  return principalId;
}

test('accesses that cannot be written hold no validations up, and neither is counted twice', async () => {
  const { owner } = database;
  const fiduciaryId = await insertFiduciary(database);
  const principalId = await insertPrincipal(fiduciaryId);
  const recorder = recorderOf({ database, log: silent });
  const consents = [newId(), newId()].sort() as [string, string];
  const [lastDay, firstDay] = [new Date('2026-12-31T23:59:59Z'), new Date('2027-01-01T00:00:00Z')];
  recorder.accessed({
    fiduciaryId,
    principalId,
    what: 'DETAILS',
    reader: { type: 'OPERATOR', id: 'someone' },
  });
  recorder.validated(consents[1], firstDay, true);
  recorder.validated(consents[1], lastDay, false);
  recorder.validated(consents[0], lastDay, true);
  recorder.validated(consents[1], lastDay, true);
  const counts = () => owner`
    select artifact_id, day::text, asked, valid from validation_count
    where artifact_id = any(${consents}) order by artifact_id, day`;
  const expected = [
    { artifact_id: consents[0], day: '2026-12-31', asked: 1, valid: 1 },
    { artifact_id: consents[1], day: '2026-12-31', asked: 2, valid: 1 },
    { artifact_id: consents[1], day: '2027-01-01', asked: 1, valid: 1 },
  ];

  await owner`alter table access_log add constraint refused check (false) not valid`;
  await expect(recorder.flush()).rejects.toThrow(/refused/);
  expect(await counts()).toEqual(expected);
  await owner`alter table access_log drop constraint refused`;
  await recorder.flush();
  expect(await counts()).toEqual(expected);
  expect(await owner`select times from access_log where principal_id = ${principalId}`).toEqual([
    { times: 1 },
  ]);
});

test('an access that is written while the person is being erased leaves no trace', async () => {
  const { db, owner } = database;
  const fiduciaryId = await insertFiduciary(database);
  const principalId = await insertPrincipal(fiduciaryId);
  const written = async () =>
    (await owner`select from access_log where principal_id = ${principalId}`).length;
  const recorder = recorderOf({ database, log: silent });
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
