import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encrypt } from '../../src/message/index.ts';
import { until } from '../support/until.ts';
import { deliver, encryptionKeyOf, forge, hold, opened, release } from './forge.ts';
import { ask, type House, importedRows, openHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

const withdraw = (consentId: string) =>
  ask(
    house.manager.world,
    'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { consent { id } } }',
    { input: { consentId } },
    house.asha,
  );

const refusalOfStart = async (consentId: string) => {
  const { body } = await house.manager.world.graphql(
    'mutation ($input: StartExchangeInput!) { startExchange(input: $input) { exchange { id } } }',
    { input: { consentId } },
    { token: house.asha },
  );
  return body.errors?.[0]?.extensions?.code;
};

const failureAt = (side: House['exporter'], id: string) =>
  until(async () => {
    const { transfer } = await ask<{ transfer: { state: string; failureCode: string | null } }>(
      side.world,
      'query ($id: ID!) { transfer(exchangeId: $id) { state failureCode } }',
      { id },
      side.operator,
    );
    expect(transfer.state).toBe('FAILED');
    return transfer.failureCode;
  });

test('a consent that was withdrawn starts nothing', async () => {
  const consentId = await house.consent();
  await withdraw(consentId);
  expect(await refusalOfStart(consentId)).toBe('CONSENT_WITHDRAWN');
});

test('a consent without an exchange starts nothing', async () => {
  expect(await refusalOfStart('01940000-0000-7000-8000-000000000000')).toBe('NOT_FOUND');
});

test('a consent withdrawn between request and verification moves nothing', async () => {
  const before = await importedRows(house);
  const consentId = await house.consent();
  const held = hold(house.manager, 'verifyConsent');
  const id = await house.start(consentId);
  await held;
  await withdraw(consentId);
  release(house.manager);
  const { failureCode } = await house.reaches(id, 'ABORTED');
  expect(failureCode).toBe('CONSENT_WITHDRAWN');
  expect(await failureAt(house.exporter, id)).toBe('CONSENT_WITHDRAWN');
  expect(await importedRows(house)).toEqual(before);
});

test('data that was not consented to, other data, and too much data are refused', async () => {
  const { exporter: from, importer: to } = house;
  const held = hold(to, 'dataImport');
  const exchangeId = await house.start(await house.consent(['diagnoses']));
  const { claims } = await held;
  const before = await importedRows(house);
  const typ = 'cx-data+jwt';
  const key = await encryptionKeyOf(to);
  const send = async (content: unknown, change: Record<string, unknown> = {}) => {
    const data = await encrypt(JSON.stringify(content), key, 'json');
    const digest = createHash('sha256').update(data).digest('base64url');
    const said = { release: claims.release, data, digest, ...change };
    const message = await forge({ from, to, typ, exchangeId, claims: said });
    return (await deliver(to, typ, message, from)).code;
  };
  expect(await send({ income: 1 })).toBe('DATA_TYPE_NOT_CONSENTED');
  expect(await send({ diagnoses: 1, prescriptions: 2 })).toBe('DATA_TYPE_NOT_CONSENTED');
  expect(await send({ diagnoses: 'x'.repeat(1024 * 1024) })).toBe('DATA_TOO_LARGE');
  expect(await send({ diagnoses: 1 }, { digest: 'A'.repeat(43) })).toBe('MESSAGE_INVALID');
  expect(await send({ diagnoses: 1 }, { release: 'a.b.c.d.e' })).toBe('MESSAGE_INVALID');
  expect(await importedRows(house)).toEqual(before);
  release(to);
  await house.reaches(exchangeId, 'COMPLETED');
  const stored = await importedRows(house);
  expect(stored).toHaveLength(before.length + 1);
  expect(await send({ diagnoses: 'other' })).toBe('DATA_CONFLICT');
  expect(await importedRows(house)).toEqual(stored);
});

test('a forged receipt completes nothing', async () => {
  const { manager: to, exporter: from } = house;
  const held = hold(to, 'reportTransfer');
  const exchangeId = await house.start(await house.consent());
  const { claims } = await held;
  const typ = 'cx-receipt+jwt';
  const receipt = String(claims.receipt);
  const [header, payload = '', signature] = receipt.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify({ ...said, data_types: [] })).toString('base64url');
  const other = 'A'.repeat(43);
  for (const forged of [
    { receipt: [header, changed, signature].join('.'), digest: claims.digest },
    { receipt, digest: other },
    { receipt: 'x', digest: claims.digest },
  ]) {
    const report = { cid: claims.cid, ...forged } as Record<string, unknown>;
    const message = await forge({ from, to, typ, exchangeId, claims: report });
    expect((await deliver(to, typ, message, from)).code).toBe('RECEIPT_INVALID');
  }
  await house.reaches(exchangeId, 'RELEASED');
  release(to);
  await house.reaches(exchangeId, 'COMPLETED');
});

test('a suspended participant starts nothing, and is refused in mid-run', async () => {
  const before = await importedRows(house);
  const consentId = await house.consent();
  const held = hold(house.manager, 'verifyConsent');
  const id = await house.start(consentId);
  await held;
  const change = (mutation: string) =>
    ask(
      house.manager.world,
      `mutation ($input: ParticipantInput!) { ${mutation}(input: $input) { participant { status } } }`,
      { input: { participantId: house.exporter.id } },
      house.manager.operator,
    );
  await change('suspendParticipant');
  release(house.manager);
  const { failureCode } = await house.reaches(id, 'FAILED');
  expect(failureCode).toBe('PARTICIPANT_SUSPENDED');
  expect(await refusalOfStart(await house.consent())).toBe('PARTICIPANT_SUSPENDED');
  await change('reinstateParticipant');
  expect(await importedRows(house)).toEqual(before);
});

test('a person who is not linked at both sides cannot start', async () => {
  const consentId = await house.consent();
  const { owner } = house.manager.world;
  const [record] = await owner<{ id: string; account_id: string }[]>`
    update principal set account_id = null where id in (select exporter_principal_id from exchange)
    returning id, (select account_id from principal p where p.id in
      (select principal_id from exchange)  limit 1) as account_id`;
  expect(await refusalOfStart(consentId)).toBe('PRINCIPAL_NOT_LINKED');
  await owner`update principal set account_id = ${record?.account_id ?? null} where id = ${record?.id ?? null}`;
});

test('a consent withdrawn after the release moves nothing once the release has run out', async () => {
  const before = await importedRows(house);
  const sides = [house.manager, house.exporter, house.importer];
  const consentId = await house.consent();
  const held = hold(house.importer, 'dataImport');
  const id = await house.start(consentId);
  const { message } = await held;
  await house.reaches(id, 'RELEASED');
  await withdraw(consentId);
  for (const { world } of sides) await world.clock.advance(160_000);
  release(house.importer);
  expect(await failureAt(house.exporter, id)).toBe('CONSENT_WITHDRAWN');
  const late = await deliver(house.importer, 'cx-data+jwt', message, house.exporter);
  expect(late.code).toBe('MESSAGE_EXPIRED');
  const { release: ranOut, data, digest } = await opened(house.importer, message);
  const anew = await forge({
    from: house.exporter,
    to: house.importer,
    typ: 'cx-data+jwt',
    exchangeId: id,
    claims: { release: ranOut, data, digest } as Record<string, unknown>,
  });
  const refused = await deliver(house.importer, 'cx-data+jwt', anew, house.exporter);
  expect(refused.code).toBe('MESSAGE_EXPIRED');
  expect(await importedRows(house)).toEqual(before);
  await house.manager.world.clock.advance(600_000);
  await house.reaches(id, 'UNCONFIRMED');
  for (const { world } of sides) await world.clock.reset();
});

test('a consent whose term is over starts nothing', async () => {
  const consentId = await house.consent();
  const { clock } = house.manager.world;
  await clock.advance(366 * 24 * 60 * 60 * 1000);
  expect(await refusalOfStart(consentId)).toBe('CONSENT_EXPIRED');
  await clock.reset();
});
