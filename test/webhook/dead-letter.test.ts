import { expect, test } from 'vitest';
import { retryDelays } from '../../src/webhook/endpoint.ts';
import { dataOf, refusalOf } from '../support/answer.ts';
import { ok, status } from './receiver.ts';
import { startTrial } from './trial.ts';

const trial = startTrial();
const second = 1000;

const retry = (deliveryId: string) =>
  trial.world.graphql(
    'mutation ($input: RetryWebhookDeliveryInput!) { retryWebhookDelivery(input: $input) { delivery { status } } }',
    { input: { deliveryId } },
    { token: trial.bank.token },
  );

test('what is refused ten times becomes one dead letter, which is sent again by hand under its old id', async () => {
  await trial.begin(status(503));
  await trial.happens();
  await trial.settled(1);
  for (const [index, delay] of retryDelays.entries()) {
    await trial.world.clock.advance(delay * 1.3 * second);
    await trial.settled(index + 2);
  }
  await trial.world.clock.advance(2 * 24 * 3600 * second);
  const dead = await trial.endpoint.seen();
  expect(dead).toMatchObject({ deadLetterCount: 1, deliveries: { totalCount: 1 } });
  const [letter] = dead.deliveries.edges;
  expect(letter?.node).toMatchObject({ status: 'DEAD', nextAttemptAt: null });
  expect(letter?.node.attempts).toHaveLength(10);
  expect(trial.receiver.received).toHaveLength(10);

  trial.receiver.answer(ok);
  dataOf(await retry(letter?.node.id ?? ''));
  const received = await trial.receiver.has(11);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await trial.settled(11);
  expect(await trial.endpoint.seen()).toMatchObject({ deadLetterCount: 0, circuit: 'CLOSED' });
  expect(refusalOf(await retry(letter?.node.id ?? ''))).toMatchObject({ code: 'CONFLICT' });
});
