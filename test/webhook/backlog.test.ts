import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { append } from '../../src/history/index.ts';
import { openPlatform } from '../../src/open-platform.ts';
import { startPeriodic } from '../../src/periodic.ts';
import { startWebhooks } from '../../src/webhook/index.ts';
import type { SeededFiduciary, SeededPurpose, SeededRequest } from '../support/seed.ts';
import { until } from '../support/until.ts';
import type { World } from '../support/world.ts';
import { bodies, seedEndpoint, startTrialWorld } from './house.ts';
import { startReceiver } from './receiver.ts';

let world: World;
let bank: SeededFiduciary;
let shop: SeededFiduciary;
let purpose: SeededPurpose;
beforeAll(async () => {
  world = await startTrialWorld();
  bank = await world.seed.fiduciary();
  shop = await world.seed.fiduciary({ name: 'Corner Shop' });
  purpose = await shop.purpose();
});
afterAll(() => world.stop());

/** Writes events of a request straight into history, many at a time. */
async function write(request: SeededRequest, fiduciaryId: string, count: number): Promise<void> {
  const { database, history } = world.platform;
  await database.db.transaction(async (tx) => {
    for (let sequence = 1; sequence <= count; sequence++) {
      await append(tx, {
        action: 'CANCEL',
        fiduciaryId,
        principalId: request.principalId,
        requestId: request.id,
        sequence,
        newStatus: 'CANCELLED',
        performedBy: { type: 'FIDUCIARY', id: fiduciaryId },
        performedAt: new Date(),
      });
    }
  });
  history.wake();
}

test('an endpoint far behind that answers slowly is not felt by a healthy one', async () => {
  const backlog = 1_000;
  const slow = await startReceiver(async (response) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    response.end();
  });
  const healthy = await startReceiver();
  const behind = await seedEndpoint(world, bank, slow.url);
  await seedEndpoint(world, shop, healthy.url);
  const request = await bank.ask(world.seed.personWithoutAccount(), [await bank.purpose()]);
  await write(request, bank.id, backlog);
  await slow.has(5);

  const person = world.seed.personWithoutAccount();
  const asked = await shop.ask(person, [purpose]);
  await person.deny(asked);
  await healthy.has(1);
  expect(bodies(healthy.received)).toMatchObject([{ request_id: asked.id }]);
  // The one far behind had hardly begun, takes no more than its share, and fills no table.
  expect(slow.received.length).toBeLessThan(backlog / 10);
  expect(slow.mostAtOnce).toBe(5);
  expect((await behind.seen()).deliveries.totalCount).toBeLessThan(backlog / 10);
  await behind.run('disableWebhookEndpoint');
  await Promise.all([slow.close(), healthy.close()]);
});

test('two servers share the work: each event is taken once, whichever of them finds it', async () => {
  const events = 100;
  const receiver = await startReceiver();
  const endpoint = await seedEndpoint(world, shop, receiver.url, { maxInFlight: 20 });
  const log = pino({ level: 'silent' });
  const platform = await openPlatform(world.platform.config, log);
  const other = await startWebhooks(platform);
  const stopPolls = startPeriodic(other.tasks, log);
  const request = await shop.ask(world.seed.personWithoutAccount(), [purpose]);
  for (let part = 0; part < 10; part++) await write(request, shop.id, events / 10);
  await receiver.has(events);
  await until(async () => (await endpoint.seen()).lagSeconds === 0);
  await stopPolls();
  await other.close();
  await platform.close();
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(events);
  expect(ids).toHaveLength(events);
  expect(receiver.mostAtOnce).toBeLessThanOrEqual(20);
  await receiver.close();
});
