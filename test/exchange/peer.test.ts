import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { expireTransfers } from '../../src/connector/index.ts';
import { newId } from '../../src/database/index.ts';
import { expireExchanges } from '../../src/exchange/index.ts';
import { currentState, encrypt, type Key, readSelf, sign } from '../../src/message/index.ts';
import { until } from '../support/until.ts';
import { deliver, encryptionKeyOf, forge, hold, release } from './forge.ts';
import { ask, type House, importedRows, openHouse, type Side } from './house.ts';

// A lost message costs the pause before the next attempt.
vi.setConfig({ testTimeout: 60_000 });

let house: House;
let before: readonly unknown[];
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());
afterEach(async () => {
  for (const { world, proxy } of sides()) {
    proxy.intercept = () => 'pass';
    await world.clock.reset();
  }
});
const sides = () => [house.manager, house.exporter, house.importer];

const failureAt = ({ world, operator }: Side, id: string) =>
  until(async () => {
    const { transfer } = await ask<{ transfer: { state: string; failureCode: string | null } }>(
      world,
      'query ($id: ID!) { transfer(exchangeId: $id) { state failureCode } }',
      { id },
      operator,
    );
    expect(transfer.state).toBe('FAILED');
    return transfer.failureCode;
  });

async function timeIsOver(): Promise<void> {
  for (const { world } of sides()) await world.clock.advance(700_000);
  await expireExchanges(house.manager.world.platform);
  await expireTransfers(house.exporter.world.platform);
  await expireTransfers(house.importer.world.platform);
}

test.each([
  ['exporter', 'consentExport', 'EXPIRED'],
  ['importer', 'consentImport', 'EXPIRED'],
] as const)('with %s down at %s until the deadline, it says so', async (name, mutation, state) => {
  before = await importedRows(house);
  let cut = 0;
  house[name].proxy.intercept = (called) => {
    if (called !== mutation) return 'pass';
    cut += 1;
    return 'cut';
  };
  const id = await house.start(await house.consent());
  await until(async () => expect(cut).toBeGreaterThan(1));
  await timeIsOver();
  const { failureCode } = await house.reaches(id, state);
  expect(failureCode).toBe('DELIVERY_FAILED');
  expect(await importedRows(house)).toEqual(before);
});

test('with the manager down at verification until the deadline, nothing moves', async () => {
  before = await importedRows(house);
  let cut = 0;
  house.manager.proxy.intercept = (called) => {
    if (called !== 'verifyConsent') return 'pass';
    cut += 1;
    return 'cut';
  };
  const id = await house.start(await house.consent());
  await until(async () => expect(cut).toBeGreaterThan(1));
  await timeIsOver();
  expect(await failureAt(house.exporter, id)).toBe('MANAGER_UNAVAILABLE');
  await house.reaches(id, 'EXPIRED');
  expect(await importedRows(house)).toEqual(before);
});

test('with the importer down until the deadline, the exporter keeps no data, and nobody calls it failed', async () => {
  before = await importedRows(house);
  const held = hold(house.importer, 'dataImport');
  const id = await house.start(await house.consent());
  const { message } = await held;
  await timeIsOver();
  expect(await failureAt(house.exporter, id)).toBe('DELIVERY_FAILED');
  await house.reaches(id, 'UNCONFIRMED');
  const [kept] = await house.exporter.world.owner`
    select data, signed_consent from transfer where exchange_id = ${id}`;
  expect(kept).toEqual({ data: null, signed_consent: null });
  const late = await deliver(house.importer, 'cx-data+jwt', message, house.exporter);
  expect(late.code).toBe('MESSAGE_EXPIRED');
  expect(await importedRows(house)).toEqual(before);
});

test('a consent whose term ends between request and verification moves nothing', async () => {
  before = await importedRows(house);
  const held = hold(house.manager, 'verifyConsent');
  const consentId = await house.consent();
  const id = await house.start(consentId);
  await held;
  const { owner } = house.manager.world;
  await owner`update consent_artifact set valid_till = consent_now() where id = ${consentId}`;
  release(house.manager);
  const { failureCode } = await house.reaches(id, 'ABORTED');
  expect(failureCode).toBe('CONSENT_EXPIRED');
  expect(await failureAt(house.exporter, id)).toBe('CONSENT_EXPIRED');
  expect(await importedRows(house)).toEqual(before);
});

test.each([
  ['http://clinic.example/graphql'],
  ['https://user:password@clinic.example/graphql'],
  ['javascript:alert(1)'],
])('a peer at %s is refused where private addresses are', async (endpoint) => {
  const { manager: from, exporter: to } = house;
  const { config } = to.world.platform;
  config.privateTargets = false;
  const typ = 'cx-consent-export+jwt';
  const exchangeId = newId();
  const claims = {
    cid: newId(),
    sub: 'someone',
    purposes: [newId()],
    data_types: ['diagnoses'],
    importer: { id: newId(), endpoint, keys: ['x'] },
    deadline: 4_000_000_000,
  };
  const message = await forge({ from, to, typ, exchangeId, claims });
  expect((await deliver(to, typ, message, from)).code).toBe('URL_NOT_ALLOWED');
  config.privateTargets = true;
});

test('a peer at a private address is told to nobody and sent nothing', async () => {
  const { world } = house.manager;
  const { config } = world.platform;
  let came = 0;
  house.exporter.proxy.intercept = () => {
    came += 1;
    return 'pass';
  };
  const consentId = await house.consent();
  // As if the name of the peer led into a private network from now on.
  await world.owner`update party set endpoint = replace(endpoint, 'http:', 'https:')
    where id = ${house.exporter.id}`;
  config.privateTargets = false;
  const id = await house.start(consentId);
  const { failureCode } = await house.reaches(id, 'FAILED');
  expect(failureCode).toBe('URL_NOT_ALLOWED');
  expect(came).toBe(0);
  config.privateTargets = true;
  await world.owner`update party set endpoint = replace(endpoint, 'https:', 'http:')
    where id = ${house.exporter.id}`;
});

test('data that nests half a million levels deep is refused, and harms nobody', async () => {
  const { exporter: from, importer: to } = house;
  const held = hold(to, 'dataImport');
  const exchangeId = await house.start(await house.consent(['diagnoses']));
  const { claims } = await held;
  before = await importedRows(house);
  const typ = 'cx-data+jwt';
  const key: Key = await encryptionKeyOf(to);
  const send = async (text: string) => {
    const data = await encrypt(text, key, 'json');
    const digest = createHash('sha256').update(data).digest('base64url');
    const said = { release: claims.release, data, digest } as Record<string, unknown>;
    const message = await forge({ from, to, typ, exchangeId, claims: said });
    return (await deliver(to, typ, message, from)).code;
  };
  const deep = '['.repeat(500_000) + ']'.repeat(500_000);
  expect(await send(`{"diagnoses":${deep}}`)).toBe('MESSAGE_INVALID');
  expect(await send('{"diagnoses":"\\ud800"}')).toBe('MESSAGE_INVALID');
  expect(await send('{"__proto__":{"diagnoses":1}}')).toBe('DATA_TYPE_NOT_CONSENTED');
  expect(await send('["diagnoses"]')).toBe('MESSAGE_INVALID');
  expect(await send('')).toBe('MESSAGE_INVALID');
  expect(await importedRows(house)).toEqual(before);
  release(to);
  await house.reaches(exchangeId, 'COMPLETED');
});

test('what is inside, for another or with keys of another, is refused', async () => {
  const { manager, exporter, importer } = house;
  const held = hold(exporter, 'dataExport');
  const exchangeId = await house.start(await house.consent());
  const { claims } = await held;
  before = await importedRows(house);
  const typ = 'cx-data-request+jwt';
  const sent = async (consent: string) => {
    const said = { consent, request: newId() };
    const message = await forge({ from: importer, to: exporter, typ, exchangeId, claims: said });
    return (await deliver(exporter, typ, message, importer)).code;
  };
  const { database, vault } = manager.world.platform;
  const self = await readSelf(database.db, vault);
  const state = await currentState(database.db, importer.id);
  if (!state) throw new Error('The importer has no keys');
  // The manager's own signature, around whatever it would never say.
  const made = async (change: Record<string, unknown>, kind = 'cx-consent+jwt') => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const said = {
      iss: self.id,
      aud: exporter.id,
      jti: newId(),
      exp,
      xid: exchangeId,
      cid: newId(),
      purposes: [newId()],
      data_types: ['diagnoses'],
      importer: importer.id,
      cnf: { jkt: state.signing.kid },
      token: 'A'.repeat(43),
      ...change,
    };
    return encrypt(await sign(kind, said, self.signing), await encryptionKeyOf(exporter));
  };
  expect(await sent(await made({ aud: importer.id }))).toBe('AUDIENCE_MISMATCH');
  expect(await sent(await made({}))).toBe('EXCHANGE_MISMATCH');
  expect(await sent(await made({}, 'cx-release+jwt'))).toBe('TYPE_MISMATCH');
  expect(await sent(await made({ token: 1 }))).toBe('MESSAGE_INVALID');
  const foreign = await encrypt('x', await encryptionKeyOf(importer));
  expect(await sent(foreign)).toBe('RECIPIENT_KEY_UNKNOWN');
  const broken = String(claims.consent).replace(/.{22}$/, 'A'.repeat(22));
  expect(await sent(broken)).toBe('MESSAGE_UNDECRYPTABLE');
  const { signing } = await readSelf(
    importer.world.platform.database.db,
    importer.world.platform.vault,
  );
  const own = await encrypt(
    await sign('cx-consent+jwt', { iss: self.id, aud: exporter.id }, signing),
    await encryptionKeyOf(exporter),
  );
  expect(await sent(own)).toBe('KEY_UNKNOWN');
  expect(await importedRows(house)).toEqual(before);
  release(exporter);
  await house.reaches(exchangeId, 'COMPLETED');
});
