import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyRetention, sweepExpired } from '../../src/consent/index.ts';
import { type House, openHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

test('with a consent go the records of what moved under it, seven years after it ended', async () => {
  const { world } = house.manager;
  await house.reaches(await house.start(await house.consent()), 'COMPLETED');
  await world.clock.advance(9 * 366 * 24 * 60 * 60 * 1000);
  await sweepExpired(world.platform);
  expect(await applyRetention(world.platform)).toMatchObject({ consents: 1, requests: 1 });
  for (const table of ['exchange', 'exchange_step', 'consent_artifact', 'consent_request']) {
    expect(await world.owner`select from ${world.owner(table)}`, table).toEqual([]);
  }
});
