import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { until } from '../support/until.ts';
import { ask, type House, openHouse } from './house.ts';
import { type Recorder, startRecorder } from './recorder.ts';

vi.setConfig({ testTimeout: 60_000 });

let house: House;
const moved: Recorder[] = [];
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house?.stop();
  for (const proxy of moved) await proxy.stop();
});

async function newAddress(target: string | undefined): Promise<Recorder> {
  const proxy = await startRecorder();
  proxy.target = target;
  moved.push(proxy);
  return proxy;
}
const came = ({ passed }: Recorder) => new Set(passed.map(({ mutation }) => mutation));

test('a manager that has another CMS_BASE_URL keeps its name, and participants find it there', async () => {
  const { manager } = house;
  const before = await house.start(await house.consent());
  await house.reaches(before, 'COMPLETED');
  const address = await newAddress(undefined);
  const server = await manager.world.another({ baseUrl: new URL(address.url) });
  address.target = new URL(server.url).origin;
  manager.proxy.intercept = () => 'cut';
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  // The proxy notes what passed once it has the answer.
  await until(async () => {
    expect([...came(address)]).toEqual(['attachAccessToken', 'verifyConsent', 'reportTransfer']);
  });
});

test('a connector that moves is found where an operator of the manager says', async () => {
  const { manager, exporter } = house;
  const address = await newAddress(exporter.proxy.target);
  exporter.proxy.intercept = () => 'cut';
  const move = (endpoint: string) =>
    manager.world.graphql<{ moveParticipant: { participant: unknown } }>(
      `mutation ($input: MoveParticipantInput!) {
        moveParticipant(input: $input) { participant { id endpoint status } } }`,
      { input: { participantId: exporter.id, endpoint } },
      { token: manager.operator },
    );
  const refused = await move('ftp://bank.example');
  expect(refused.body.errors?.[0]?.extensions?.code).toBe('URL_NOT_ALLOWED');
  const endpoint = `${address.url}/graphql`;
  expect((await move(endpoint)).body.data?.moveParticipant.participant).toEqual({
    id: exporter.id,
    endpoint,
    status: 'ACTIVE',
  });
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  await until(async () => {
    expect([...came(address)]).toEqual(['consentExport', 'dataExport']);
  });
});

test('only operators move participants', async () => {
  const { manager, exporter } = house;
  const { body } = await manager.world.graphql(
    'mutation ($input: MoveParticipantInput!) { moveParticipant(input: $input) { participant { id } } }',
    { input: { participantId: exporter.id, endpoint: 'https://thief.example/graphql' } },
    { token: house.asha },
  );
  expect(body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  await expect(
    ask(
      manager.world,
      'mutation ($input: MoveParticipantInput!) { moveParticipant(input: $input) { participant { id } } }',
      { input: { participantId: 'nobody', endpoint: 'https://bank.example/graphql' } },
      manager.operator,
    ),
  ).rejects.toThrow('NOT_FOUND');
});
