import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { dataOf } from '../support/answer.ts';
import { until } from '../support/until.ts';
import { bodies, seedEndpoint } from './house.ts';
import { ok, startReceiver, status } from './receiver.ts';
import { startTrial } from './trial.ts';

const trial = startTrial();
const second = 1000;

describe('what is refused', () => {
  test('comes again with the same id and the same bytes, until it is taken', async () => {
    await trial.begin(status(500));
    await trial.happens();
    await trial.settled(1);
    expect(trial.receiver.received).toHaveLength(1);
    trial.receiver.answer(ok);
    await trial.world.clock.advance(6 * second);
    const [first, again] = await trial.receiver.has(2);
    expect(again?.body).toBe(first?.body);
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    await trial.settled(2);
    expect((await trial.endpoint.seen()).deliveries.edges).toMatchObject([
      {
        node: {
          status: 'DELIVERED',
          attempts: [
            { number: 1, outcome: 'REFUSED', code: 500, firstBytes: 'status 500' },
            { number: 2, outcome: 'DELIVERED', code: 200, firstBytes: 'thank you' },
          ],
        },
      },
    ]);
  });

  test('for good with 410 disables the endpoint, and what happens waits until it is enabled', async () => {
    await trial.begin(status(410));
    await trial.happens();
    await until(async () => (await trial.endpoint.seen()).status === 'DISABLED');
    expect(await trial.endpoint.seen()).toMatchObject({ disabledReason: 'GONE' });
    await trial.happens(2);
    await trial.world.clock.advance(3600 * second);
    expect(trial.receiver.received).toHaveLength(1);
    trial.receiver.answer(ok);
    await trial.endpoint.run('enableWebhookEndpoint');
    await trial.receiver.has(4);
  });

  test('with 429 does not come before Retry-After is over, nor does anything else', async () => {
    await trial.begin(status(429, { 'retry-after': '120' }));
    await trial.happens();
    await trial.settled(1);
    await trial.happens(2);
    trial.receiver.answer(ok);
    await trial.world.clock.advance(110 * second);
    // A poll goes by: what is due would be found by it.
    const other = await startReceiver();
    const { id: otherId } = await seedEndpoint(trial.world, trial.bank, other.url);
    dataOf(
      await trial.world.graphql(
        'mutation ($input: WebhookEndpointInput!) { pingWebhookEndpoint(input: $input) { __typename } }',
        { input: { endpointId: otherId } },
        { token: trial.bank.token },
      ),
    );
    await other.has(1);
    await other.close();
    expect(trial.receiver.received).toHaveLength(1);
    await trial.world.clock.advance(12 * second);
    await trial.receiver.has(4);
  });
});

test('at most as many messages as it allows are under way to an endpoint, the first ones first', async () => {
  const waiting: (() => void)[] = [];
  await trial.begin((response) => waiting.push(() => response.end()), { maxInFlight: 3 });
  await trial.endpoint.run('disableWebhookEndpoint');
  for (let event = 0; event < 10; event++) await trial.happens();
  await trial.endpoint.run('enableWebhookEndpoint');
  while (trial.receiver.received.length < 10 || waiting.length > 0) {
    await until(() => waiting.length > 0);
    waiting.shift()?.();
  }
  expect(trial.receiver.mostAtOnce).toBe(3);
  const firstOnes = bodies(trial.receiver.received.slice(0, 3)).map(
    ({ occurred_at }) => occurred_at,
  );
  const all = bodies(trial.receiver.received).map(({ occurred_at }) => String(occurred_at));
  expect(firstOnes.toSorted()).toEqual(all.toSorted().slice(0, 3));
});

test('while a secret is rotated messages carry both signatures, and afterwards the new one alone', async () => {
  await trial.begin();
  const fresh = await trial.endpoint.rotate({ overlapHours: 2 });
  const verifies = (secret: string, index: number) => {
    const { body = '', headers } = trial.receiver.received[index] ?? {};
    try {
      return Boolean(new Webhook(secret).verify(body, headers as Record<string, string>));
    } catch {
      return false;
    }
  };
  await trial.happens();
  await trial.receiver.has(1);
  expect([verifies(trial.endpoint.secret, 0), verifies(fresh, 0)]).toEqual([true, true]);
  expect(trial.receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  await trial.world.clock.advance(2 * 3600 * second);
  await trial.happens();
  await trial.receiver.has(2);
  expect([verifies(trial.endpoint.secret, 1), verifies(fresh, 1)]).toEqual([false, true]);
  expect(trial.receiver.received[1]?.headers).not.toHaveProperty('x-webhook-signature-previous');
});

test('what was missed while disabled can be skipped', async () => {
  await trial.begin();
  await trial.endpoint.run('disableWebhookEndpoint');
  await trial.happens(3);
  await until(async () => (await trial.endpoint.seen()).lagSeconds >= 0);
  await trial.endpoint.run('enableWebhookEndpoint', { skipMissed: true });
  await trial.happens();
  await trial.endpoint.run('pingWebhookEndpoint');
  await trial.receiver.has(2);
  expect(trial.receiver.received).toHaveLength(2);
});

test('bytes and answers lie encrypted', async () => {
  await trial.begin((response, { body }) => response.end(body));
  const person = trial.world.seed.personWithoutAccount();
  await person.deny(
    await trial.bank.ask(person, [trial.purpose], { metadata: { note: 'planted-secret' } }),
  );
  await trial.settled(1);
  const rows = await trial.world.owner`
    select body, answer from webhook_delivery join webhook_attempt on delivery_id = id
    where endpoint_id = ${trial.endpoint.id}`;
  const stored = rows.map(
    ({ body, answer }) => `${body.toString('latin1')}${answer.toString('latin1')}`,
  );
  expect(stored.join()).not.toMatch(/planted-secret|event_type/);
  const [delivery] = await trial.endpoint.deliveries();
  expect(delivery?.body).toContain('planted-secret');
  expect(delivery?.attempts[0]?.firstBytes).toBe(delivery?.body?.slice(0, 1024));
});

test('a person who was erased is not told of: only that their consent ended, without a name', async () => {
  await trial.begin(status(500));
  const asha = await trial.world.seed.person();
  const consent = await asha.agree(
    await trial.bank.ask(asha, [trial.purpose], { metadata: { note: 'planted-secret' } }),
  );
  await trial.settled(1);
  trial.receiver.answer(ok);
  dataOf(
    await trial.world.graphql(
      'mutation ($input: ErasureInput!) { erasePrincipal(input: $input) { __typename } }',
      { input: { principalId: consent.principalId } },
      { token: trial.bank.token },
    ),
  );
  const [, withdrawn] = bodies(await trial.receiver.has(2));
  expect(withdrawn).toMatchObject({
    event_type: 'consent.withdrawn',
    artifact_id: consent.id,
    user_id: null,
    metadata: {},
  });
  await trial.world.clock.advance(10 * second);
  await until(async () =>
    (await trial.endpoint.deliveries()).some(({ status }) => status === 'ERASED'),
  );
  const granted = (await trial.endpoint.deliveries()).find(({ status }) => status === 'ERASED');
  expect(granted).toMatchObject({ eventType: 'consent.granted', body: null });
  expect(trial.receiver.received).toHaveLength(2);
});
