import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { bodies } from './house.ts';
import { ok, startReceiver, status } from './receiver.ts';
import { startTrial } from './trial.ts';

const trial = startTrial();
const second = 1000;

test('an endpoint that does not answer uses up no attempt, has its circuit opened, and gets all it missed when it is back', async () => {
  await trial.begin();
  const { port } = new URL(trial.receiver.url);
  await trial.receiver.close();
  await trial.happens(6);
  await until(async () => (await trial.endpoint.seen()).circuit === 'OPEN');
  const open = await trial.endpoint.seen();
  expect(open.lastFailureAt).not.toBeNull();
  expect(open.deliveries.edges.flatMap(({ node }) => node.attempts)).toContainEqual(
    expect.objectContaining({
      outcome: 'CONNECTION_FAILED',
      problem: 'ECONNREFUSED',
      code: null,
    }),
  );

  // An hour of probes, one at a time.
  for (let minutes = 0; minutes < 60; minutes += 20) {
    const before = (await trial.endpoint.seen()).failuresInRow;
    await trial.world.clock.advance(20 * 60 * second);
    await until(async () => (await trial.endpoint.seen()).failuresInRow === before + 1);
  }
  const still = await trial.endpoint.seen();
  expect(still).toMatchObject({ circuit: 'OPEN', deadLetterCount: 0 });
  expect(still.lagSeconds).toBeGreaterThan(3500);
  await trial.happens(15);
  expect((await trial.endpoint.seen()).deliveries.totalCount).toBeLessThanOrEqual(10);

  trial.receiver = await startReceiver(ok, Number(port));
  await trial.world.clock.advance(7 * 60 * second);
  const received = await trial.receiver.has(21);
  expect(new Set(bodies(received).map(({ request_id }) => request_id)).size).toBe(21);
  await until(async () => (await trial.endpoint.seen()).lagSeconds === 0);
  expect(await trial.endpoint.seen()).toMatchObject({ circuit: 'CLOSED', failuresInRow: 0 });
});

test('an endpoint that refuses everything for an hour is told what is new within minutes of its return', async () => {
  await trial.begin(status(500));
  await trial.happens(5);
  await until(async () => (await trial.endpoint.seen()).circuit === 'OPEN');
  // By then the retries of what it refused have moved apart.
  await trial.world.owner`
    update webhook_delivery set next_attempt_at = consent_now() + interval '3 hours'
    where endpoint_id = ${trial.endpoint.id}`;
  await trial.happens(2);
  trial.receiver.answer(ok);
  await trial.world.clock.advance(7 * 60 * second);
  const [first, last] = (await trial.receiver.has(7)).slice(5);
  expect(first?.headers['webhook-id']).not.toBe(last?.headers['webhook-id']);
  await until(async () => (await trial.endpoint.seen()).circuit === 'CLOSED');
});
