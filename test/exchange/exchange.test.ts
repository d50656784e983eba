import { afterAll, beforeAll, expect, test } from 'vitest';
import { decryptionKey, recipientOf } from '../../src/message/index.ts';
import { hold, opened, release } from './forge.ts';
import { ask, type House, openHouse, type Side, secrets, until } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

const allSteps = [
  'CREATED',
  'EXPORT_SENT',
  'TOKEN_ATTACHED',
  'IMPORT_SENT',
  'RELEASED',
  'COMPLETED',
];

const transferOf = async ({ world, operator }: Side, id: string) => {
  const query = 'query ($id: ID!) { transfer(exchangeId: $id) { state digest failureCode } }';
  const { transfer } = await ask<{ transfer: { state: string; digest: string | null } }>(
    world,
    query,
    { id },
    operator,
  );
  return transfer;
};

test('data moves under a consent: exactly the consented types arrive, once, and both digests agree', async () => {
  const id = await house.start(await house.consent());
  const done = await house.reaches(id, 'COMPLETED');
  expect(done.steps.map(({ state }) => state)).toEqual(allSteps);
  const { importedRecords } = await ask<{ importedRecords: unknown[] }>(
    house.importer.world,
    'query ($userId: String!) { importedRecords(userId: $userId) { exchangeId dataType data exporterId } }',
    { userId: secrets.importerReference },
    house.importer.operator,
  );
  const common = { exchangeId: id, exporterId: house.exporter.id };
  expect(importedRecords).toEqual([
    { ...common, dataType: 'diagnoses', data: { text: secrets.diagnosis } },
    { ...common, dataType: 'prescriptions', data: { text: secrets.prescription } },
  ]);
  const { digest } = done;
  expect(digest).toMatch(/^[\w-]{43}$/);
  await until(async () => {
    expect(await transferOf(house.exporter, id)).toMatchObject({ state: 'ACKED', digest });
  });
  expect(await transferOf(house.importer, id)).toMatchObject({ state: 'STORED', digest });
});

test('the person follows each step live', async () => {
  const steps = house.manager.world.subscribe<{
    exchangeProgressed: { state: string; exchange: { id: string; dataTypes: string[] } };
  }>(
    'subscription ($after: String) { exchangeProgressed(after: $after) { state exchange { id dataTypes exporter { fiduciary { name } } } } }',
    {},
    { token: house.asha },
  );
  const id = await house.start(await house.consent());
  for (const state of allSteps) {
    const { data } = await steps.next(10_000);
    expect(data?.exchangeProgressed).toMatchObject({
      state,
      exchange: { id, exporter: { fiduciary: { name: 'Trust Bank' } } },
    });
  }
});

test('the importer cannot open the signed consent, nor the manager the data', async () => {
  const held = hold(house.importer, 'dataImport');
  const consentId = await house.consent();
  const asking = new Promise<string>((resolve) => {
    house.exporter.proxy.intercept = (name, request) => {
      if (name === 'dataExport') resolve(JSON.parse(request).variables.message);
      return 'pass';
    };
  });
  const id = await house.start(consentId);
  const { consent } = await opened(house.exporter, await asking);
  const { claims } = await held;
  const can = async ({ world }: Side, jwe: unknown) => {
    const { database, vault } = world.platform;
    return (
      (await decryptionKey(database.db, vault, recipientOf(String(jwe), 'json'))) !== undefined
    );
  };
  const canConsent = async ({ world }: Side) => {
    const { database, vault } = world.platform;
    return (await decryptionKey(database.db, vault, recipientOf(String(consent)))) !== undefined;
  };
  expect(await canConsent(house.importer)).toBe(false);
  expect(await canConsent(house.exporter)).toBe(true);
  expect(await can(house.manager, claims.data)).toBe(false);
  expect(await can(house.importer, claims.data)).toBe(true);
  release(house.importer);
  release(house.exporter);
  await house.reaches(id, 'COMPLETED');
});

test('keys that are rotated in mid-run do not stop it', async () => {
  const sides = [house.manager, house.exporter, house.importer];
  const held = hold(house.exporter, 'dataExport');
  const id = await house.start(await house.consent());
  await held;
  for (const { world, operator } of sides) {
    await ask(world, 'mutation { rotateExchangeKeys { sequence } }', {}, operator);
  }
  release(house.exporter);
  await house.reaches(id, 'COMPLETED', 25);
  const again = await house.start(await house.consent());
  await house.reaches(again, 'COMPLETED', 25);
});

test('no byte on the wire and no line of a log holds data, token, or a reference of the person', async () => {
  const sides = [house.manager, house.exporter, house.importer];
  const wire = sides.flatMap(({ proxy }) =>
    proxy.passed.flatMap((one) => [one.request, one.response]),
  );
  expect(wire.length).toBeGreaterThan(50);
  expect(house.log.length).toBeGreaterThan(50);
  const captured = [...wire, ...house.log].join('\n');
  // As text and in each of the three ways that base64 falls on bytes.
  for (const secret of Object.values(secrets)) {
    expect(captured).not.toContain(secret);
    for (const shift of [0, 1, 2]) {
      const encoded = Buffer.from('x'.repeat(shift) + secret).toString('base64url');
      expect(captured).not.toContain(encoded.slice(shift === 0 ? 0 : 4, -4));
    }
  }
  expect(captured).not.toMatch(/"token"/);
  for (const { world } of sides) {
    const [{ held } = {}] = await world.owner<{ held: string }[]>`
      select concat((select string_agg(t::text, '') from outbox t),
        (select string_agg(t::text, '') from inbox t),
        (select string_agg(t::text, '') from transfer t),
        (select string_agg(t::text, '') from source_record t),
        (select string_agg(t::text, '') from imported_record t),
        (select string_agg(t::text, '') from exchange t),
        (select string_agg(t::text, '') from history t)) as held`;
    for (const secret of Object.values(secrets)) {
      expect(held).not.toContain(secret);
      expect(held).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
});
