import { afterAll, beforeAll, expect, test } from 'vitest';
import { decryptionKey, recipientOf } from '../../src/message/index.ts';
import { until } from '../support/until.ts';
import { hold, opened, release } from './forge.ts';
import { ask, type House, openHouse, type Side, secrets } from './house.ts';

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
    const { data } = await steps.next();
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
  await house.reaches(id, 'COMPLETED');
  const again = await house.start(await house.consent());
  await house.reaches(again, 'COMPLETED');
});

test('who follows goes on after a cursor, with no gap and no repeat', async () => {
  const { world } = house.manager;
  const document = `subscription ($after: String, $id: ID) {
    exchangeProgressed(after: $after, exchangeId: $id) { cursor state previousState exchange { id } } }`;
  type Event = {
    exchangeProgressed: { cursor: string; state: string; exchange: { id: string } };
  };
  const from = world.platform.history.headCursor();
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  const statesFrom = async (after: string, count: number) => {
    const stream = world.subscribe<Event>(document, { id }, { token: house.asha, after });
    const events = [];
    for (let index = 0; index < count; index++) {
      const { data } = await stream.next();
      if (data) events.push(data.exchangeProgressed);
    }
    await stream.stop();
    return events;
  };
  const all = await statesFrom(from, allSteps.length);
  expect(all.map(({ state }) => state)).toEqual(allSteps);
  expect(new Set(all.map(({ exchange }) => exchange.id))).toEqual(new Set([id]));
  for (const [index, { cursor }] of all.slice(0, -1).entries()) {
    const rest = await statesFrom(cursor, allSteps.length - index - 1);
    expect(rest.map(({ state }) => state)).toEqual(allSteps.slice(index + 1));
  }
  const stranger = await world.token({ roles: ['principal'], sub: 'somebody-else' });
  const refused = world.subscribe<Event>(document, { id }, { token: stranger });
  await expect(refused.next()).rejects.toThrow('NOT_FOUND');
});

/** Everything that was said in confidence: it passed, encrypted, between the servers. */
async function confided(): Promise<string[]> {
  const said: string[] = Object.values(secrets);
  const { passed } = house.manager.proxy;
  for (const { mutation, request } of passed) {
    if (mutation !== 'attachAccessToken') continue;
    const { token } = await opened(house.manager, JSON.parse(request).variables.message);
    said.push(String(token));
  }
  return said;
}

/** Whether a text holds another, as it is or in any of the ways that it may be written. */
function holds(text: string, secret: string): boolean {
  const bytes = Buffer.from(secret);
  const spellings = [secret, bytes.toString('hex'), encodeURIComponent(secret)];
  // Base64 falls on bytes in three ways; the ends depend on the neighbours.
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift, 'x'), bytes]);
    spellings.push(encoded.toString('base64url').slice(shift === 0 ? 0 : 4, -4));
    spellings.push(encoded.toString('base64').slice(shift === 0 ? 0 : 4, -4));
  }
  // A token is bytes itself, in base64url.
  if (/^[\w-]{43}$/.test(secret)) spellings.push(Buffer.from(secret, 'base64url').toString('hex'));
  const lower = text.toLowerCase();
  return spellings.some((one) => text.includes(one) || lower.includes(one.toLowerCase()));
}

test('no byte on the wire and no line of a log holds data, token, or a reference of the person', async () => {
  const said = await confided();
  expect(said.length).toBeGreaterThan(Object.keys(secrets).length + 2);
  const sides = [house.manager, house.exporter, house.importer];
  const wire = sides.flatMap(({ proxy }) =>
    proxy.passed.flatMap((one) => [one.request, one.response, one.around]),
  );
  expect(wire.length).toBeGreaterThan(50);
  expect(house.log.length).toBeGreaterThan(50);
  const captured = [...wire, ...house.log].join('\n');
  for (const secret of said) expect(holds(captured, secret)).toBe(false);
  expect(captured).not.toMatch(/"token"/);
  // The search finds what is there: inside, opened with the receiver's key, the person is named.
  const told = house.exporter.proxy.passed.find(({ mutation }) => mutation === 'consentExport');
  const inside = await opened(house.exporter, JSON.parse(told?.request ?? '').variables.message);
  expect(holds(JSON.stringify(inside), secrets.exporterReference)).toBe(true);
  const encoded = Buffer.from(JSON.stringify(inside)).toString('base64');
  expect(holds(encoded, secrets.exporterReference)).toBe(true);
});

test('no table of the three databases holds them either', async () => {
  const said = await confided();
  for (const { world } of [house.manager, house.exporter, house.importer]) {
    const tables = await world.owner<{ name: string }[]>`
      select quote_ident(schemaname) || '.' || quote_ident(relname) as name
      from pg_stat_user_tables order by 1`;
    expect(tables.length).toBeGreaterThan(25);
    for (const { name } of tables) {
      const [row] = await world.owner.unsafe<{ held: string | null }[]>(
        `select string_agg(t::text, '') as held from ${name} t`,
      );
      for (const secret of said) expect(holds(row?.held ?? '', secret), name).toBe(false);
    }
  }
});
