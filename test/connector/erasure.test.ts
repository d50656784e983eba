import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eraseBeside } from '../../src/cli/erase.ts';
import { expireTransfers } from '../../src/connector/index.ts';
import { expireExchanges } from '../../src/exchange/index.ts';
import { hold, release } from '../exchange/forge.ts';
import {
  ask,
  fillSource,
  type House,
  importedRows,
  openHouse,
  type Side,
  secrets,
} from '../exchange/house.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 60_000 });

let house: House;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-connector-erasure-'));
  house = await openHouse();
});
afterAll(async () => {
  await house?.stop();
  await rm(folder, { recursive: true, force: true });
});

const erasePerson = ({ world, operator }: Side, userId: string) =>
  ask<{ erasePerson: Record<string, number> }>(
    world,
    `mutation ($input: ErasePersonInput!) {
      erasePerson(input: $input) { sourceRecords importedRecords stoppedExchanges } }`,
    { input: { userId } },
    operator,
  ).then((data) => data.erasePerson);

const importedOf = ({ world, operator }: Side, userId: string) =>
  ask<{ importedRecords: unknown[] }>(
    world,
    'query ($userId: String!) { importedRecords(userId: $userId) { dataType data } }',
    { userId },
    operator,
  ).then((data) => data.importedRecords);

const transferAt = ({ world, operator }: Side, id: string) =>
  ask<{ transfer: Record<string, unknown> }>(
    world,
    'query ($id: ID!) { transfer(exchangeId: $id) { state digest failureCode dataTypes } }',
    { id },
    operator,
  ).then((data) => data.transfer);

async function moved(): Promise<{ id: string; digest: string | null }> {
  const id = await house.start(await house.consent());
  const { digest } = await house.reaches(id, 'COMPLETED');
  await until(async () => {
    expect(await transferAt(house.exporter, id)).toMatchObject({ state: 'ACKED' });
  });
  return { id, digest };
}

/** Ends what was left under way, everywhere. */
async function timeIsOver(): Promise<void> {
  const { manager, exporter, importer } = house;
  for (const { world } of [manager, exporter, importer]) await world.clock.advance(700_000);
  await expireExchanges(manager.world.platform);
  await expireTransfers(exporter.world.platform);
  await expireTransfers(importer.world.platform);
  for (const { world } of [manager, exporter, importer]) await world.clock.reset();
}

/** Everything in a database that could tell of the person. */
async function tellsOf({ world }: Side, exchangeId: string) {
  const { owner } = world;
  const [subject] = await owner`
    select s.reference, s.reference_index, s.erased_at, k.wrapped,
      t.token_hash, t.signed_consent, t.data,
      (select count(*)::int from source_record r where r.subject_id = s.id) as sources,
      (select count(*)::int from imported_record r where r.subject_id = s.id) as imported,
      (select count(*)::int from outbox o where o.data_key_id = s.data_key_id) as letters,
      (select count(*)::int from inbox i where i.data_key_id = s.data_key_id) as answers
    from transfer t join connector_subject s on s.id = t.subject_id
    join data_key k on k.id = s.data_key_id where t.exchange_id = ${exchangeId}`;
  return subject;
}
const nothing = {
  reference: null,
  reference_index: null,
  erased_at: expect.any(Date),
  wrapped: null,
  token_hash: null,
  signed_consent: null,
  data: null,
  sources: 0,
  imported: 0,
  letters: 0,
  answers: 0,
};

test('what was imported of an erased person is gone, and the transfer is still proved', async () => {
  const { importer } = house;
  const { id, digest } = await moved();
  expect(await importedOf(importer, secrets.importerReference)).toHaveLength(2);
  expect(await erasePerson(importer, secrets.importerReference)).toEqual({
    sourceRecords: 0,
    importedRecords: 2,
    stoppedExchanges: 0,
  });
  expect(await importedOf(importer, secrets.importerReference)).toEqual([]);
  expect(await tellsOf(importer, id)).toMatchObject(nothing);
  expect(await transferAt(importer, id)).toMatchObject({ state: 'STORED', digest });
  const entries = await importer.world.owner<{ facts: Record<string, unknown> }[]>`
    select facts from history where action = 'EXCHANGE' and facts ->> 'exchangeId' = ${id} order by seq`;
  expect(entries.at(-1)?.facts).toMatchObject({ digest, peerId: house.exporter.id });
  expect(await erasePerson(importer, secrets.importerReference)).toEqual({
    sourceRecords: 0,
    importedRecords: 0,
    stoppedExchanges: 0,
  });
});

test('a person who was erased is met anew', async () => {
  const before = await importedRows(house);
  await erasePerson(house.exporter, secrets.exporterReference);
  await fillSource(house.exporter);
  await moved();
  expect(await importedRows(house)).toHaveLength(before.length + 2);
});

test.each([
  ['importer', 'consentImport', 'EXPIRED'],
  ['exporter', 'dataExport', 'EXPIRED'],
  ['importer', 'dataImport', 'UNCONFIRMED'],
] as const)(
  'erased at the exporter while %s takes %s, nothing more moves',
  async (held, mutation, end) => {
    const { exporter, importer } = house;
    await fillSource(exporter);
    const before = await importedRows(house);
    const holding = hold(house[held], mutation);
    const id = await house.start(await house.consent());
    await holding;
    expect(await erasePerson(exporter, secrets.exporterReference)).toEqual({
      sourceRecords: 3,
      importedRecords: 0,
      stoppedExchanges: 1,
    });
    expect(await tellsOf(exporter, id)).toMatchObject(nothing);
    expect(await transferAt(exporter, id)).toMatchObject({
      state: 'FAILED',
      failureCode: 'PRINCIPAL_NOT_LINKED',
    });
    release(house[held]);
    await timeIsOver();
    await house.reaches(id, end);
    expect(await tellsOf(exporter, id)).toMatchObject(nothing);
    expect(await importedRows(house)).toEqual(before);
    // An importer that never took the message knows of nothing.
    const query = 'query { transfers { exchangeId state } }';
    const { transfers } = await ask<{ transfers: { exchangeId: string; state: string }[] }>(
      importer.world,
      query,
      {},
      importer.operator,
    );
    const there = transfers.find(({ exchangeId }) => exchangeId === id);
    expect(there?.state ?? 'FAILED').toBe('FAILED');
  },
);

test('erased while exchanges run, neither waits for the other', async () => {
  const { exporter, importer } = house;
  for (let round = 0; round < 4; round++) {
    await fillSource(exporter);
    const id = await house.start(await house.consent());
    await Promise.all([
      erasePerson(importer, secrets.importerReference),
      erasePerson(exporter, secrets.exporterReference),
    ]);
    await timeIsOver();
    await until(async () => {
      const { exchange } = await ask<{ exchange: { finishedAt: string | null } }>(
        house.manager.world,
        'query ($id: ID!) { exchange(id: $id) { finishedAt } }',
        { id },
        house.asha,
      );
      expect(exchange.finishedAt).not.toBeNull();
    });
  }
  expect(house.log.join('')).not.toContain('deadlock');
});

test('the command erases beside the running server, prints what went, and the list of it erases again', async () => {
  const { exporter } = house;
  await fillSource(exporter);
  const { owner, config, platform } = exporter.world;
  const [kept] = await owner`
    select s.*, k.wrapped, k.kek_id from connector_subject s join data_key k on k.id = s.data_key_id
    where s.erased_at is null`;
  const printed: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  try {
    await eraseBeside(config, ['--user', secrets.exporterReference]);
    await eraseBeside(config, ['--list']);
  } finally {
    write.mockRestore();
  }
  // A message that was on its way may have begun an exchange since.
  expect(printed[0]).toMatch(
    /^1 of 1: erased; for export: 3, imported: 0, exchanges stopped: \d+\n$/,
  );
  expect(printed.join('')).not.toContain(secrets.exporterReference);
  const [subject] = await owner`select * from connector_subject where id = ${kept?.id}`;
  expect(subject).toMatchObject({ reference: null, reference_index: null });
  // The running server has the key in memory, until the log tells it.
  await until(async () => {
    await expect(platform.vault.dataKey(platform.database.db, kept?.data_key_id)).rejects.toThrow();
  });

  const file = join(folder, 'erasures.jsonl');
  await writeFile(file, printed.slice(1).join(''));
  // As a backup from before would bring it back.
  await owner`update connector_subject set reference = ${kept?.reference},
    reference_index = ${kept?.reference_index}, erased_at = null where id = ${kept?.id}`;
  await eraseBeside(config, ['--replay', file]);
  const [again] = await owner`select * from connector_subject where id = ${kept?.id}`;
  expect(again).toMatchObject({ reference: null, reference_index: null });
  await expect(eraseBeside(config, ['--fiduciary', 'x', '--user', 'y'])).rejects.toThrow(
    'a connector erases by --user alone',
  );
});

test('what can be exported is replaced and removed by an operator', async () => {
  const { exporter, importer } = house;
  const { world, operator } = exporter;
  const userId = secrets.exporterReference;
  await fillSource(exporter);
  const change = (mutation: string, input: Record<string, unknown>) =>
    world.graphql(
      `mutation ($input: ${mutation === 'putSourceRecord' ? 'PutSourceRecordInput' : 'RemoveSourceRecordInput'}!) {
        ${mutation}(input: $input) { dataType } }`,
      { input: { userId, ...input } },
      { token: operator },
    );
  await change('putSourceRecord', { dataType: 'diagnoses', data: { text: 'corrected' } });
  expect((await change('removeSourceRecord', { dataType: 'prescriptions' })).body).toEqual({
    data: { removeSourceRecord: { dataType: 'prescriptions' } },
  });
  const { body } = await change('removeSourceRecord', { dataType: 'prescriptions' });
  expect(body.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  const { sourceRecords } = await ask<{ sourceRecords: { dataType: string }[] }>(
    world,
    'query ($userId: String!) { sourceRecords(userId: $userId) { dataType updatedAt } }',
    { userId },
    operator,
  );
  expect(sourceRecords.map(({ dataType }) => dataType)).toEqual(['diagnoses', 'income']);
  await erasePerson(importer, secrets.importerReference);
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(await importedOf(importer, secrets.importerReference)).toEqual([
    { dataType: 'diagnoses', data: { text: 'corrected' } },
  ]);
  const { exchange } = await ask<{ exchange: unknown }>(
    house.manager.world,
    'query ($id: ID!) { exchange(id: $id) { dataTypes storedDataTypes } }',
    { id },
    house.asha,
  );
  expect(exchange).toEqual({
    dataTypes: ['diagnoses', 'prescriptions'],
    storedDataTypes: ['diagnoses'],
  });
});

test('only operators erase', async () => {
  const { world } = house.exporter;
  const token = await world.token({ roles: ['auditor'], sub: 'auditor' });
  const { body } = await world.graphql(
    'mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { sourceRecords } }',
    { input: { userId: secrets.exporterReference } },
    { token },
  );
  expect(body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});
