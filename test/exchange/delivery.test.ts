import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkEndpoint } from '../../src/message/index.ts';
import { sendRequest } from '../../src/message/send.ts';
import { until } from '../support/until.ts';
import { ask, type House, importedRows, openHouse } from './house.ts';
import { startRecorder } from './recorder.ts';

// A lost message costs the pause before the next attempt, and on a busy machine more than that.
vi.setConfig({ testTimeout: 90_000 });

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

const mutations = [
  ['exporter', 'consentExport'],
  ['manager', 'attachAccessToken'],
  ['importer', 'consentImport'],
  ['exporter', 'dataExport'],
  ['manager', 'verifyConsent'],
  ['importer', 'dataImport'],
  ['manager', 'reportTransfer'],
] as const;

test.each(mutations)(
  'with %s down at %s, it completes once when it is back',
  async (name, mutation) => {
    const before = await importedRows(house);
    const { proxy } = house[name];
    let cut = 0;
    proxy.intercept = (called) => (called === mutation && cut++ < 1 ? 'cut' : 'pass');
    const id = await house.start(await house.consent());
    await house.reaches(id, 'COMPLETED');
    expect(cut).toBeGreaterThan(1);
    expect(await importedRows(house)).toHaveLength(before.length + 2);
  },
);

test.each(mutations)(
  'when the answer of %s to %s is lost, it still happens once',
  async (name, mutation) => {
    const before = await importedRows(house);
    const { proxy } = house[name];
    let lost = 0;
    proxy.intercept = (called) => (called === mutation && lost++ < 1 ? 'lose answer' : 'pass');
    const id = await house.start(await house.consent());
    await house.reaches(id, 'COMPLETED');
    expect(await importedRows(house)).toHaveLength(before.length + 2);
  },
);

test('a redirect is not followed', async () => {
  const { proxy, world, operator } = house.exporter;
  house.importer.proxy.intercept = (called) =>
    called === 'dataImport' ? { status: 307, headers: { location: proxy.url } } : 'pass';
  const id = await house.start(await house.consent());
  await until(async () => {
    const { transfer } = await ask<{ transfer: { failureCode: string | null } }>(
      world,
      'query ($id: ID!) { transfer(exchangeId: $id) { failureCode } }',
      { id },
      operator,
    );
    expect(transfer.failureCode).toBe('REDIRECT_NOT_ALLOWED');
  });
  house.importer.proxy.intercept = () => 'pass';
});

test.each([
  'http://example.com/graphql',
  'ftp://example.com/graphql',
  'https://user:secret@example.com/graphql',
  'not an address',
])('%s is no address for messages where private ones are not allowed', (endpoint) => {
  expect(() => checkEndpoint(endpoint, false)).toThrow(
    expect.objectContaining({ code: 'URL_NOT_ALLOWED' }),
  );
});

test.each([
  'https://127.0.0.1/graphql',
  'https://localhost/graphql',
  'https://10.0.0.1/graphql',
  'https://169.254.169.254/graphql',
  'https://[::1]/graphql',
  'https://[::ffff:127.0.0.1]/graphql',
  'https://2130706433/graphql',
  'https://0.0.0.0/graphql',
])('nothing is sent to %s', async (endpoint) => {
  await expect(sendRequest(endpoint, { body: '{}', privateTargets: false })).rejects.toMatchObject({
    code: 'URL_NOT_ALLOWED',
  });
});

test('an answer that never comes is given up', async () => {
  const recorder = await startRecorder();
  recorder.intercept = () => 'cut';
  await expect(
    sendRequest(recorder.url, { body: '{}', privateTargets: true }),
  ).rejects.toMatchObject({ code: 'DELIVERY_FAILED' });
  await recorder.stop();
});
