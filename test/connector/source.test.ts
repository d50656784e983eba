import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type DataSource, expireTransfers, openSource } from '../../src/connector/index.ts';
import { expireExchanges } from '../../src/exchange/index.ts';
import {
  ask,
  type House,
  hurried,
  importedRows,
  openHouse,
  type Side,
  secrets,
} from '../exchange/house.ts';
import { until } from '../support/until.ts';
import steered, { steering } from './steered-source.ts';

// What failed is tried again after a pause, and a busy machine adds its own.
vi.setConfig({ testTimeout: 60_000 });

let house: House;
beforeAll(async () => {
  house = await openHouse({
    exporter: { dataSource: join(import.meta.dirname, 'steered-source.ts') },
  });
});
afterAll(() => house?.stop());
afterEach(async () => {
  for (const { world } of [house.manager, house.exporter, house.importer]) {
    await world.clock.reset();
  }
});

const whole = { diagnoses: { text: secrets.diagnosis }, prescriptions: { text: 'none' } };
const sides = () => [house.manager, house.exporter, house.importer];

async function transferAt({ world, operator }: Side, id: string) {
  const { transfer } = await ask<{ transfer: { state: string; failureCode: string | null } }>(
    world,
    'query ($id: ID!) { transfer(exchangeId: $id) { state failureCode } }',
    { id },
    operator,
  );
  return transfer;
}

/** Has the source do this from now on, and counts how often it was asked. */
function source(fetch: DataSource['fetch']): { calls: number } {
  const seen = { calls: 0 };
  steering.fetch = (...given) => {
    seen.calls += 1;
    return fetch(...given);
  };
  return seen;
}

/** Lets the time of the exchange run out everywhere. */
async function endOf(id: string): Promise<void> {
  for (const { world } of sides()) await world.clock.advance(700_000);
  await expireExchanges(house.manager.world.platform);
  await expireTransfers(house.exporter.world.platform);
  await expireTransfers(house.importer.world.platform);
  await house.reaches(id, 'UNCONFIRMED');
}

/** What an exchange that gave nothing leaves: no row, and the exporter's reason. */
async function failsWith(code: string, id: string, before: readonly unknown[]): Promise<void> {
  await until(async () => {
    expect(await transferAt(house.exporter, id)).toEqual({ state: 'FAILED', failureCode: code });
  });
  await until(async () => {
    expect(await transferAt(house.importer, id)).toMatchObject({
      state: expect.stringMatching(/DATA_REQUESTED|FAILED/),
    });
  });
  expect(await importedRows(house)).toEqual(before);
}

test('it is asked in the name that the exporter has for the person, for the consented types', async () => {
  const asked: unknown[] = [];
  source(async (...given) => {
    asked.push(given.slice(0, 2));
    return whole;
  });
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(asked).toEqual([[secrets.exporterReference, ['diagnoses', 'prescriptions']]]);
});

test('one that takes longer than the release has the consent verified again before anything is sent', async () => {
  const before = await importedRows(house);
  const { proxy } = house.manager;
  const verifications = () => proxy.passed.filter(({ mutation }) => mutation === 'verifyConsent');
  const already = verifications().length;
  const seen = source(async () => {
    for (const { world } of sides()) await world.clock.advance(130_000);
    return whole;
  });
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(seen.calls).toBe(1);
  expect(verifications().length - already).toBe(2);
  expect(await importedRows(house)).toHaveLength(before.length + 2);
});

test('a consent that is withdrawn while a slow one works moves nothing', async () => {
  const before = await importedRows(house);
  const consentId = await house.consent();
  source(async () => {
    await ask(
      house.manager.world,
      'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { consent { id } } }',
      { input: { consentId } },
      house.asha,
    );
    for (const { world } of sides()) await world.clock.advance(130_000);
    return whole;
  });
  const id = await house.start(consentId);
  await failsWith('CONSENT_WITHDRAWN', id, before);
  await endOf(id);
});

test('one that never answers is told to stop, and asked again until the exchange is over', async () => {
  const before = await importedRows(house);
  const signals: AbortSignal[] = [];
  const seen = source((_reference, _types, signal) => {
    signals.push(signal);
    return new Promise(() => {});
  });
  const { config } = house.exporter.world.platform;
  const { dataSourceSeconds } = config;
  config.dataSourceSeconds = 1;
  const id = await house.start(await house.consent());
  await house.reaches(id, 'RELEASED');
  await until(async () => expect(seen.calls).toBeGreaterThan(1));
  config.dataSourceSeconds = dataSourceSeconds;
  expect(signals[0]?.aborted).toBe(true);
  await endOf(id);
  await failsWith('DATA_UNAVAILABLE', id, before);
});

test('while one is slow for some, messages go on for others', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  // More of them at once than the connector has sendings.
  const seen = source(async () => {
    await finished;
    return whole;
  });
  const slow: string[] = [];
  for (let index = 0; index < 10; index++) slow.push(await house.start(await house.consent()));
  await until(async () => expect(seen.calls).toBe(10));
  finish();
  for (const id of slow) await house.reaches(id, 'COMPLETED');
  expect(seen.calls).toBe(10);
});

test('a server that stops does not wait for it', async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const seen = source(async () => {
    await finished;
    return whole;
  });
  const { another, owner } = house.exporter.world;
  const other = await another();
  const id = await house.start(await house.consent());
  // Both servers send what is due, so each asks it once.
  await hurried([owner], () => until(async () => expect(seen.calls).toBe(2)));
  await other.stop();
  finish();
  await house.reaches(id, 'COMPLETED');
});

test('one that fails half-way sends nothing, and everything once it has recovered', async () => {
  const before = await importedRows(house);
  const seen = source(async () => {
    if (seen.calls > 2) return whole;
    const found: Record<string, unknown> = { diagnoses: whole.diagnoses };
    throw new Error(`lost the connection after ${JSON.stringify(found)}`);
  });
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(seen.calls).toBe(3);
  expect(await importedRows(house)).toHaveLength(before.length + 2);
  const told = house.log.filter((line) => line.includes('the data source gave no data'));
  expect(told.some((line) => line.includes(id))).toBe(true);
  expect(house.log.join('')).not.toContain('lost the connection');
});

test.each<[string, () => unknown]>([
  [
    'fails for ever',
    () => {
      throw new Error('no such table');
    },
  ],
  ['returns nothing at all', () => undefined],
  ['returns what is no object', () => null],
  ['returns what JSON cannot say', () => ({ diagnoses: 1n })],
  [
    'returns a cycle',
    () => {
      const ring: unknown[] = [];
      ring.push(ring);
      return { diagnoses: ring };
    },
  ],
])('one that %s ends the exchange at its deadline, and nothing has moved', async (_what, act) => {
  const before = await importedRows(house);
  const seen = source(async () => act() as Awaited<ReturnType<DataSource['fetch']>>);
  const id = await house.start(await house.consent());
  await until(async () => expect(seen.calls).toBeGreaterThan(1));
  await endOf(id);
  await failsWith('DATA_UNAVAILABLE', id, before);
});

test('types that nobody asked for do not leave, whatever it returns', async () => {
  const before = await importedRows(house);
  source(async () => ({
    ...whole,
    income: { text: secrets.unasked },
    constructor: 1,
    ['__proto__']: 2,
  }));
  const id = await house.start(await house.consent(['diagnoses']));
  await house.reaches(id, 'COMPLETED');
  const rows = (await importedRows(house)) as { exchange_id: string; data_type: string }[];
  expect(rows).toHaveLength(before.length + 1);
  expect(rows.filter((row) => row.exchange_id === id).map((row) => row.data_type)).toEqual([
    'diagnoses',
  ]);
});

test('too much data does not leave', async () => {
  const before = await importedRows(house);
  source(async () => ({ diagnoses: 'x'.repeat(1024 * 1024) }));
  const id = await house.start(await house.consent());
  await failsWith('DATA_TOO_LARGE', id, before);
  await endOf(id);
  expect(await importedRows(house)).toEqual(before);
});

test('as much data as may move does', async () => {
  const before = await importedRows(house);
  const frame = JSON.stringify({ diagnoses: '' }).length;
  source(async () => ({ diagnoses: 'x'.repeat(1024 * 1024 - frame) }));
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(await importedRows(house)).toHaveLength(before.length + 1);
});

test('it is the default export of the module that DATA_SOURCE names', async () => {
  expect(await openSource(house.exporter.world.platform)).toBe(steered);
});

test.each([
  ['nowhere/source.ts', 'DATA_SOURCE: nowhere/source.ts cannot be loaded'],
  ['test/exchange/recorder.ts', 'has no default export with a function fetch'],
])('a server does not start with %s as its source', async (dataSource, problem) => {
  const { platform } = house.exporter.world;
  const other = { ...platform, config: { ...platform.config, dataSource } };
  await expect(openSource(other)).rejects.toThrow(problem);
});

test('a manager has no source', () => {
  expect(() => loadConfig({ DATA_SOURCE: './records.js' })).toThrow(
    'DATA_SOURCE: only a connector',
  );
});

test('a person of whom there is nothing completes it with nothing', async () => {
  const before = await importedRows(house);
  source(async () => ({}));
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(await transferAt(house.importer, id)).toMatchObject({ state: 'STORED' });
  expect(await importedRows(house)).toEqual(before);
});
