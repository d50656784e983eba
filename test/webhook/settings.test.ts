import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { status } from './receiver.ts';
import { startTrial } from './trial.ts';

const trial = startTrial();

/** What history tells of the endpoint, in the order in which it was written. */
const told = () => trial.world.owner<
  {
    action: string;
    sequence: number;
    previous: string | null;
    new: string | null;
    by: string;
    facts: Record<string, unknown>;
  }[]
>`
  select action, sequence, previous_status as previous, new_status as new,
    performed_by_type as by, facts
  from history
  where fiduciary_id = ${trial.bank.id} and facts->>'endpointId' = ${trial.endpoint.id}
  order by seq`;

test('each change of an endpoint’s settings is in history, without a secret', async () => {
  await trial.begin(undefined, { maxInFlight: 3, events: ['CONSENT_GRANTED'] });
  const { endpoint, receiver } = trial;
  const url = `${receiver.url}?token=hunter2`;
  await endpoint.run('changeWebhookEndpoint', { url, events: [], description: 'of Asha' });
  const secret = await endpoint.rotate({ overlapHours: 2 });
  await endpoint.run('disableWebhookEndpoint');
  await endpoint.run('enableWebhookEndpoint', { skipMissed: true });
  await endpoint.run('deleteWebhookEndpoint');

  const entries = await told();
  const { origin } = new URL(receiver.url);
  const facts = { endpointId: endpoint.id, origin };
  expect(entries).toEqual([
    {
      action: 'CREATE_WEBHOOK',
      sequence: 1,
      previous: null,
      new: 'ENABLED',
      by: 'FIDUCIARY',
      facts: { ...facts, events: ['CONSENT_GRANTED'], maxInFlight: 3 },
    },
    {
      action: 'CHANGE_WEBHOOK',
      sequence: 2,
      previous: 'ENABLED',
      new: 'ENABLED',
      by: 'FIDUCIARY',
      facts: { ...facts, events: [] },
    },
    {
      action: 'ROTATE_WEBHOOK_SECRET',
      sequence: 3,
      previous: 'ENABLED',
      new: 'ENABLED',
      by: 'FIDUCIARY',
      facts: { ...facts, overlapHours: 2 },
    },
    {
      action: 'DISABLE_WEBHOOK',
      sequence: 4,
      previous: 'ENABLED',
      new: 'DISABLED',
      by: 'FIDUCIARY',
      facts: { ...facts, disabledReason: 'BY_HAND' },
    },
    {
      action: 'ENABLE_WEBHOOK',
      sequence: 5,
      previous: 'DISABLED',
      new: 'ENABLED',
      by: 'FIDUCIARY',
      facts: { ...facts, skipMissed: true },
    },
    {
      action: 'DELETE_WEBHOOK',
      sequence: 6,
      previous: 'ENABLED',
      new: null,
      by: 'FIDUCIARY',
      facts,
    },
  ]);
  const written = JSON.stringify(entries);
  for (const kept of ['hunter2', 'Asha', secret, endpoint.secret]) {
    expect(written).not.toContain(kept);
  }
});

test('an endpoint that answered 410 is told once as disabled by the service, however much was in flight', async () => {
  let open = 0;
  const together = Promise.withResolvers<void>();
  await trial.begin(async (response, message) => {
    open += 1;
    if (open === 3) together.resolve();
    await together.promise;
    status(410)(response, message);
  });
  await trial.happens(3);
  await until(async () => (await trial.endpoint.seen()).status === 'DISABLED');
  await trial.settled(3);
  expect((await told()).slice(1)).toMatchObject([
    {
      action: 'DISABLE_WEBHOOK',
      previous: 'ENABLED',
      new: 'DISABLED',
      by: 'SYSTEM',
      facts: { disabledReason: 'GONE' },
    },
  ]);
});
