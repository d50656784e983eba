import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, refusalOf } from '../support/answer.ts';
import type { SeededFiduciary } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { hostileAddresses, unfitAddresses } from './hostile-addresses.ts';

let world: World;
let bank: SeededFiduciary;
let shop: SeededFiduciary;
beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  shop = await world.seed.fiduciary({ name: 'Corner Shop' });
});
afterAll(() => world.stop());

const address = 'https://93.184.216.34/hook';

const create = (input: object, token: string | undefined = bank.token) =>
  world.graphql<{
    createWebhookEndpoint: { secret: string; endpoint: Record<string, unknown> & { id: string } };
  }>(
    `mutation ($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) {
        secret
        endpoint {
          id url description events status disabledReason maxInFlight circuit circuitOpenedAt
          failuresInRow restUntil lagSeconds lastSuccessAt lastFailureAt previousSecretUntil
          deadLetterCount deliveries { totalCount }
        }
      }
    }`,
    { input: { url: address, ...input } },
    { token },
  );

const made = async (input: object = {}, token?: string) =>
  dataOf(await create(input, token)).createWebhookEndpoint;

const run = (mutation: string, type: string, input: object, token: string | undefined) =>
  world.graphql(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`,
    { input },
    { token },
  );

const stored = async () => {
  const [row] = await world.owner`select count(*)::int as endpoints from webhook_endpoint`;
  return row?.endpoints;
};

describe('a new endpoint', () => {
  test('is told of everything, and its secret is shown once', async () => {
    const { secret, endpoint } = await made({ description: 'Core banking' });
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(endpoint).toEqual({
      id: endpoint.id,
      url: address,
      description: 'Core banking',
      events: [],
      status: 'ENABLED',
      disabledReason: null,
      maxInFlight: 5,
      circuit: 'CLOSED',
      circuitOpenedAt: null,
      failuresInRow: 0,
      restUntil: null,
      lagSeconds: 0,
      lastSuccessAt: null,
      lastFailureAt: null,
      previousSecretUntil: null,
      deadLetterCount: 0,
      deliveries: { totalCount: 0 },
    });
  });

  test('keeps its secret sealed', async () => {
    const { secret } = await made();
    const dump = await world.owner`select * from webhook_endpoint`;
    const remembered = await world.owner`select * from remembered_call`;
    const bytes = JSON.stringify([dump, remembered], (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    expect(bytes).not.toContain(secret.slice('whsec_'.length));
    expect(bytes).not.toContain(
      Buffer.from(secret.slice('whsec_'.length), 'base64').toString('latin1'),
    );
  });

  test('may have a secret of its owner’s choice, of 24 to 64 bytes', async () => {
    const own = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
    expect((await made({ secret: own })).secret).toBe(own);
    const short = await create({ secret: `whsec_${Buffer.alloc(5, 9).toString('base64')}` });
    expect(refusalOf(short)).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['secret'] });
  });

  test('is made once for one idempotency key, with the same secret', async () => {
    const input = { idempotencyKey: 'endpoint-1', description: 'once' };
    const [first, second] = [await made(input), await made(input)];
    expect(second).toEqual(first);
    const [row] = await world.owner`
      select count(*)::int as rows from webhook_endpoint where description = 'once'`;
    expect(row?.rows).toBe(1);
  });

  test('is at no private or unfit address, and nothing is stored', async () => {
    const before = await stored();
    for (const url of [...hostileAddresses, ...unfitAddresses]) {
      expect({ url, ...refusalOf(await create({ url })) }).toMatchObject({
        url,
        code: 'BAD_USER_INPUT',
        fields: ['url'],
      });
    }
    expect(await stored()).toBe(before);
  });

  test.each([
    ['the same event twice', 'events', ['CONSENT_GRANTED', 'CONSENT_GRANTED']],
    ['nothing in flight', 'maxInFlight', 0],
    ['too much in flight', 'maxInFlight', 51],
    ['a long description', 'description', 'x'.repeat(501)],
    ['a long address', 'url', `https://hooks.example.com/${'x'.repeat(2048)}`],
  ])('is refused with %s', async (_what, field, value) => {
    expect(refusalOf(await create({ [field]: value }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [field],
    });
  });

  test('is one of at most twenty', async () => {
    const crowd = await world.seed.fiduciary({ name: 'Crowd' });
    for (let number = 0; number < 18; number++) await made({}, crowd.token);
    const answers = await Promise.all(Array.from({ length: 6 }, () => create({}, crowd.token)));
    const refused = answers.flatMap(({ body }) => (body.errors ? [body.errors[0]] : []));
    expect(refused).toHaveLength(4);
    for (const { extensions } of refused as { extensions: object }[]) {
      expect(extensions).toMatchObject({ code: 'CONFLICT' });
    }
  });
});

describe('whose endpoints they are', () => {
  test('an operator names the fiduciary, and may do all of it', async () => {
    const token = await world.seed.operator();
    const { endpoint } = await made({ fiduciaryId: shop.id }, token);
    const own = await world.graphql<{ fiduciary: { webhookEndpoints: { id: string }[] } }>(
      '{ fiduciary { webhookEndpoints { id } } }',
      {},
      { token: shop.token },
    );
    expect(dataOf(own).fiduciary.webhookEndpoints).toContainEqual({ id: endpoint.id });
    const input = { endpointId: endpoint.id };
    dataOf(await run('deleteWebhookEndpoint', 'WebhookEndpointInput', input, token));
    expect(refusalOf(await create({}, token))).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['fiduciaryId'],
    });
  });

  test.each([
    ['changeWebhookEndpoint', 'ChangeWebhookEndpointInput'],
    ['enableWebhookEndpoint', 'EnableWebhookEndpointInput'],
    ['disableWebhookEndpoint', 'WebhookEndpointInput'],
    ['deleteWebhookEndpoint', 'WebhookEndpointInput'],
    ['rotateWebhookSecret', 'RotateWebhookSecretInput'],
    ['pingWebhookEndpoint', 'WebhookEndpointInput'],
    ['retryDeadLetters', 'WebhookEndpointInput'],
  ])(
    '%s finds another fiduciary’s endpoint no more than one that is not there',
    async (mutation, type) => {
      const { endpoint } = await made();
      const answers = await Promise.all(
        [endpoint.id, '01a1fb00-0000-7000-8000-000000000000', 'nonsense'].map((endpointId) =>
          run(mutation, type, { endpointId }, shop.token),
        ),
      );
      const [foreign, ...unknown] = answers.map(({ body }) => JSON.stringify(body));
      expect(refusalOf(answers[0] ?? (await create({})))).toMatchObject({ code: 'NOT_FOUND' });
      expect(unknown).toEqual([foreign, foreign]);
    },
  );

  test('nobody but fiduciaries and operators comes near them', async () => {
    const { endpoint } = await made();
    for (const role of ['principal', 'practitioner', 'auditor'] as const) {
      const token = await world.token({
        roles: [role],
        sub: role,
        ...(role === 'practitioner' ? { fiduciaryId: bank.id, practitionerId: bank.id } : {}),
      });
      const read = await world.graphql(
        'query ($id: ID!) { webhookEndpoint(id: $id) { url } }',
        { id: endpoint.id },
        { token },
      );
      expect(read.body.data?.webhookEndpoint ?? null).toBeNull();
      expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(refusalOf(read).code);
      expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(refusalOf(await create({}, token)).code);
    }
  });
});

describe('what its owner does with an endpoint', () => {
  test('a change leaves what it does not name', async () => {
    const { endpoint } = await made({ description: 'before', events: ['CONSENT_GRANTED'] });
    const answer = await world.graphql<{ changeWebhookEndpoint: { endpoint: object } }>(
      `mutation ($input: ChangeWebhookEndpointInput!) {
        changeWebhookEndpoint(input: $input) { endpoint { url description events maxInFlight } }
      }`,
      { input: { endpointId: endpoint.id, maxInFlight: 9, events: [] } },
      { token: bank.token },
    );
    expect(dataOf(answer).changeWebhookEndpoint.endpoint).toEqual({
      url: address,
      description: 'before',
      events: [],
      maxInFlight: 9,
    });
  });

  test('what is disabled cannot be pinged, and nothing is disabled twice', async () => {
    const { endpoint } = await made();
    const input = { endpointId: endpoint.id };
    const disable = () => run('disableWebhookEndpoint', 'WebhookEndpointInput', input, bank.token);
    dataOf(await disable());
    expect(refusalOf(await disable())).toMatchObject({ code: 'CONFLICT' });
    for (const mutation of ['pingWebhookEndpoint', 'retryDeadLetters']) {
      expect(
        refusalOf(await run(mutation, 'WebhookEndpointInput', input, bank.token)),
      ).toMatchObject({ code: 'CONFLICT' });
    }
    dataOf(await run('enableWebhookEndpoint', 'EnableWebhookEndpointInput', input, bank.token));
    expect(
      refusalOf(
        await run('enableWebhookEndpoint', 'EnableWebhookEndpointInput', input, bank.token),
      ),
    ).toMatchObject({ code: 'CONFLICT' });
  });

  test('what is deleted is gone', async () => {
    const { endpoint } = await made();
    const input = { endpointId: endpoint.id };
    dataOf(await run('deleteWebhookEndpoint', 'WebhookEndpointInput', input, bank.token));
    const read = await world.graphql(
      'query ($id: ID!) { webhookEndpoint(id: $id) { url } }',
      { id: endpoint.id },
      { token: bank.token },
    );
    expect(refusalOf(read)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
