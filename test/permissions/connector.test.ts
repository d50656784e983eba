import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevelopmentClaims } from '../../src/auth/index.ts';
import { sampleIds } from '../../src/sample/ids.ts';
import { loadSample } from '../../src/sample/load.ts';
import { buildOpenSchema } from '../../src/schema.ts';
import { ask, type House, openHouse, secrets } from '../exchange/house.ts';
import type { Actor, ActorName } from './actors.ts';
import { connectorPage, renderTable } from './table.ts';
import { walk } from './walk.ts';

const callers = [
  'anonymous',
  'principal',
  'practitioner',
  'fiduciary',
  'operator',
  'auditor',
] as const satisfies ActorName[];

let house: House;

beforeAll(async () => {
  house = await openHouse();
  const { world, operator } = house.importer;
  await loadSample(world.platform);
  await ask(
    world,
    'mutation ($input: PutSourceRecordInput!) { putSourceRecord(input: $input) { dataType } }',
    { input: { userId: secrets.importerReference, dataType: 'allergies', data: { text: 'none' } } },
    operator,
  );
});

afterAll(() => house?.stop());

it('a connector serves its operators, and messages that prove who sent them', async () => {
  const { world, proxy } = house.importer;
  const [exchange, another] = [
    await house.start(await house.consent()),
    await house.start(await house.consent()),
  ];
  await house.reaches(exchange, 'COMPLETED');
  await house.reaches(another, 'COMPLETED');
  const own = {
    exchange,
    user: secrets.importerReference,
    consentImport: messageTo('consentImport'),
    dataImport: messageTo('dataImport'),
  };
  const actors = await Promise.all(
    callers.map(async (name): Promise<Actor> => ({ name, own, token: await tokenOf(name) })),
  );
  const schema = await buildOpenSchema({ role: 'connector' });
  const met = await walk({ world, schema, theirs: { ...own, exchange: another } }, actors);
  const table = renderTable(connectorPage, callers, met);
  await expect(table).toMatchFileSnapshot(join(import.meta.dirname, 'CONNECTOR.md'));

  /** A message as it came over the wire. */
  function messageTo(mutation: string): string {
    const passed = proxy.passed.find((one) => one.mutation === mutation);
    return JSON.parse(passed?.request ?? '{}').variables.message;
  }

  function tokenOf(name: (typeof callers)[number]): Promise<string | undefined> {
    if (name === 'anonymous') return Promise.resolve(undefined);
    const claims: DevelopmentClaims = { roles: [name], sub: `the ${name}` };
    if (name === 'fiduciary' || name === 'practitioner') claims.fiduciaryId = sampleIds.clinic;
    if (name === 'practitioner') claims.practitionerId = sampleIds.doctor;
    return world.token(claims);
  }
});
