import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { retryDelays } from '../../src/webhook/endpoint.ts';
import { dataOf, refusalOf } from '../support/answer.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import type { World } from '../support/world.ts';
import { bodies, type SeededEndpoint, seedEndpoint, startTrialWorld } from './house.ts';
import { ok, type Receiver, startReceiver, status, until } from './receiver.ts';

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
let receiver: Receiver;
let endpoint: SeededEndpoint;
beforeAll(async () => {
  world = await startTrialWorld();
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.clock.reset();
  await receiver.close();
});

/** A fiduciary, a receiver and an endpoint of this test's own. */
async function begin(answering: Parameters<typeof startReceiver>[0] = ok, more: object = {}) {
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
  receiver = await startReceiver(answering);
  endpoint = await seedEndpoint(world, bank, receiver.url, more);
}

async function happens(count = 1): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const person = world.seed.personWithoutAccount();
      await person.deny(await bank.ask(person, [purpose]));
    }),
  );
}

const second = 1000;
const settled = (attempts: number) =>
  until(async () => {
    const deliveries = await endpoint.deliveries();
    return deliveries.reduce((sum, { attempts }) => sum + attempts.length, 0) >= attempts;
  });

const retry = (deliveryId: string) =>
  world.graphql(
    'mutation ($input: RetryWebhookDeliveryInput!) { retryWebhookDelivery(input: $input) { delivery { status } } }',
    { input: { deliveryId } },
    { token: bank.token },
  );

describe('what is refused', () => {
  test('comes again with the same id and the same bytes, until it is taken', async () => {
    await begin(status(500));
    await happens();
    await settled(1);
    expect(receiver.received).toHaveLength(1);
    receiver.answer(ok);
    await world.clock.advance(6 * second);
    const [first, again] = await receiver.has(2);
    expect(again?.body).toBe(first?.body);
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    await settled(2);
    expect((await endpoint.seen()).deliveries.edges).toMatchObject([
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

  test('ten times becomes one dead letter, which is sent again by hand under its old id', async () => {
    await begin(status(503));
    await happens();
    await settled(1);
    for (const [index, delay] of retryDelays.entries()) {
      await world.clock.advance(delay * 1.3 * second);
      await settled(index + 2);
    }
    await world.clock.advance(2 * 24 * 3600 * second);
    const dead = await endpoint.seen();
    expect(dead).toMatchObject({ deadLetterCount: 1, deliveries: { totalCount: 1 } });
    const [letter] = dead.deliveries.edges;
    expect(letter?.node).toMatchObject({ status: 'DEAD', nextAttemptAt: null });
    expect(letter?.node.attempts).toHaveLength(10);
    expect(receiver.received).toHaveLength(10);

    receiver.answer(ok);
    dataOf(await retry(letter?.node.id ?? ''));
    const received = await receiver.has(11);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await settled(11);
    expect(await endpoint.seen()).toMatchObject({ deadLetterCount: 0, circuit: 'CLOSED' });
    expect(refusalOf(await retry(letter?.node.id ?? ''))).toMatchObject({ code: 'CONFLICT' });
  });

  test('for good with 410 disables the endpoint, and what happens waits until it is enabled', async () => {
    await begin(status(410));
    await happens();
    await until(async () => (await endpoint.seen()).status === 'DISABLED');
    expect(await endpoint.seen()).toMatchObject({ disabledReason: 'GONE' });
    await happens(2);
    await world.clock.advance(3600 * second);
    expect(receiver.received).toHaveLength(1);
    receiver.answer(ok);
    await endpoint.run('enableWebhookEndpoint');
    await receiver.has(4);
  });

  test('with 429 does not come before Retry-After is over, nor does anything else', async () => {
    await begin(status(429, { 'retry-after': '120' }));
    await happens();
    await settled(1);
    await happens(2);
    receiver.answer(ok);
    await world.clock.advance(110 * second);
    // A poll goes by: what is due would be found by it.
    const other = await startReceiver();
    const { id: second_ } = await seedEndpoint(world, bank, other.url);
    dataOf(
      await world.graphql(
        'mutation ($input: WebhookEndpointInput!) { pingWebhookEndpoint(input: $input) { __typename } }',
        { input: { endpointId: second_ } },
        { token: bank.token },
      ),
    );
    await other.has(1);
    await other.close();
    expect(receiver.received).toHaveLength(1);
    await world.clock.advance(12 * second);
    await receiver.has(4);
  });
});

describe('an endpoint that does not answer', () => {
  test('uses up no attempt, has its circuit opened, and gets all it missed when it is back', async () => {
    await begin();
    const { port } = new URL(receiver.url);
    await receiver.close();
    await happens(8);
    await until(async () => (await endpoint.seen()).circuit === 'OPEN');
    const open = await endpoint.seen();
    expect(open.lastFailureAt).not.toBeNull();
    expect(open.deliveries.edges.flatMap(({ node }) => node.attempts)).toContainEqual(
      expect.objectContaining({
        outcome: 'CONNECTION_FAILED',
        problem: 'ECONNREFUSED',
        code: null,
      }),
    );

    // An hour of probes, one at a time.
    for (let minutes = 0; minutes < 60; minutes += 6) {
      const before = (await endpoint.seen()).failuresInRow;
      await world.clock.advance(6 * 60 * second);
      await until(async () => (await endpoint.seen()).failuresInRow === before + 1);
    }
    const still = await endpoint.seen();
    expect(still).toMatchObject({ circuit: 'OPEN', deadLetterCount: 0 });
    expect(still.lagSeconds).toBeGreaterThan(3500);
    await happens(30);
    expect((await endpoint.seen()).deliveries.totalCount).toBeLessThanOrEqual(20);

    receiver = await startReceiver(ok, Number(port));
    await world.clock.advance(7 * 60 * second);
    const received = await receiver.has(38);
    expect(new Set(bodies(received).map(({ request_id }) => request_id)).size).toBe(38);
    await until(async () => (await endpoint.seen()).lagSeconds === 0);
    expect(await endpoint.seen()).toMatchObject({ circuit: 'CLOSED', failuresInRow: 0 });
  });
});

test('at most as many messages as it allows are under way to an endpoint, the first ones first', async () => {
  const waiting: (() => void)[] = [];
  await begin((response) => waiting.push(() => response.end()), { maxInFlight: 3 });
  await endpoint.run('disableWebhookEndpoint');
  for (let event = 0; event < 10; event++) await happens();
  await endpoint.run('enableWebhookEndpoint');
  while (receiver.received.length < 10 || waiting.length > 0) {
    await until(() => waiting.length > 0);
    waiting.shift()?.();
  }
  expect(receiver.mostAtOnce).toBe(3);
  const firstOnes = bodies(receiver.received.slice(0, 3)).map(({ occurred_at }) => occurred_at);
  const all = bodies(receiver.received).map(({ occurred_at }) => String(occurred_at));
  expect(firstOnes.toSorted()).toEqual(all.toSorted().slice(0, 3));
});

test('while a secret is rotated messages carry both signatures, and afterwards the new one alone', async () => {
  await begin();
  const fresh = await endpoint.rotate({ overlapHours: 2 });
  const verifies = (secret: string, index: number) => {
    const { body = '', headers } = receiver.received[index] ?? {};
    try {
      return Boolean(new Webhook(secret).verify(body, headers as Record<string, string>));
    } catch {
      return false;
    }
  };
  await happens();
  await receiver.has(1);
  expect([verifies(endpoint.secret, 0), verifies(fresh, 0)]).toEqual([true, true]);
  expect(receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  await world.clock.advance(2 * 3600 * second);
  await happens();
  await receiver.has(2);
  expect([verifies(endpoint.secret, 1), verifies(fresh, 1)]).toEqual([false, true]);
  expect(receiver.received[1]?.headers).not.toHaveProperty('x-webhook-signature-previous');
});

test('what was missed while disabled can be skipped', async () => {
  await begin();
  await endpoint.run('disableWebhookEndpoint');
  await happens(3);
  await until(async () => (await endpoint.seen()).lagSeconds >= 0);
  await endpoint.run('enableWebhookEndpoint', { skipMissed: true });
  await happens();
  await endpoint.run('pingWebhookEndpoint');
  await receiver.has(2);
  expect(receiver.received).toHaveLength(2);
});

test('bytes and answers lie encrypted', async () => {
  await begin((response, { body }) => response.end(body));
  const person = world.seed.personWithoutAccount();
  await person.deny(await bank.ask(person, [purpose], { metadata: { note: 'planted-secret' } }));
  await settled(1);
  const rows = await world.owner`
    select body, answer from webhook_delivery join webhook_attempt on delivery_id = id
    where endpoint_id = ${endpoint.id}`;
  const stored = rows.map(
    ({ body, answer }) => `${body.toString('latin1')}${answer.toString('latin1')}`,
  );
  expect(stored.join()).not.toMatch(/planted-secret|event_type/);
  const [delivery] = await endpoint.deliveries();
  expect(delivery?.body).toContain('planted-secret');
  expect(delivery?.attempts[0]?.firstBytes).toBe(delivery?.body?.slice(0, 1024));
});
