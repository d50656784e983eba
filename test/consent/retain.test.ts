import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyRetention, sweepExpired } from '../../src/consent/index.ts';
import { startWorld, type World } from '../support/world.ts';

const yearMs = 366 * 24 * 60 * 60 * 1000;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

async function count(table: string): Promise<number> {
  const [row] = await world.owner`select count(*)::int as n from ${world.owner(table)}`;
  return row?.n;
}

test('records go seven years after they ended, whole chains at a time, and proofs stay', async () => {
  const bank = await world.seed.fiduciary();
  const purpose = await bank.purpose();
  const asha = await world.seed.person();
  const ravi = await world.seed.person();
  const withdrawn = await asha.agree(await bank.ask(asha, [purpose]));
  await asha.withdraw(withdrawn, { reason: 'enough' });
  const refused = await bank.ask(ravi, [purpose]);
  await ravi.deny(refused);
  const first = await ravi.agree(await bank.ask(ravi, [purpose], { durationDays: 3650 }));
  const second = await ravi.agree(
    await bank.ask(ravi, [purpose], { durationDays: 3650, replacesConsentId: first.id }),
  );

  await world.clock.advance(6 * yearMs);
  await sweepExpired(world.platform);
  expect(await applyRetention(world.platform)).toEqual({ consents: 0, requests: 0, years: 0 });

  await world.clock.advance(2 * yearMs);
  // The superseded consent ended long ago, but the one that took its place is in force.
  expect(await applyRetention(world.platform)).toEqual({ consents: 1, requests: 2, years: 0 });
  const left = await world.owner`select id from consent_artifact order by id`;
  expect(left.map(({ id }) => id)).toEqual([first.id, second.id].sort());
  expect(await count('consent_artifact_purpose')).toBe(2);

  await world.clock.advance(10 * yearMs);
  await sweepExpired(world.platform);
  await expect.poll(() => count('log')).toBe(await count('history'));
  const entries = await count('log');
  // This year's history and the next's, which was made ahead.
  expect(await applyRetention(world.platform)).toEqual({ consents: 2, requests: 2, years: 2 });
  expect(await count('entry_disclosure')).toBe(0);
  expect(await count('history')).toBe(0);
  expect(await count('log')).toBe(entries);
});

test('a fiduciary keeps its records longer when an operator says so', async () => {
  const bank = await world.seed.fiduciary();
  const asha = await world.seed.person();
  const consent = await asha.agree(await bank.ask(asha, [await bank.purpose()]));
  await asha.withdraw(consent);
  await world.owner`update fiduciary set record_retention_years = 20 where id = ${bank.id}`;
  await world.clock.advance(10 * yearMs);
  expect(await applyRetention(world.platform)).toMatchObject({ consents: 0, requests: 0 });
  await world.clock.advance(11 * yearMs);
  expect(await applyRetention(world.platform)).toMatchObject({ consents: 1, requests: 1 });
});

test('whoever names a consent or a request that goes is found by an index', async () => {
  const unindexed = await world.owner`
    select conname from pg_constraint c
    where contype = 'f' and confrelid in ('consent_artifact'::regclass, 'consent_request'::regclass)
      and not exists (
        select from pg_index i
        where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[cardinality(c.conkey)]
      )`;
  expect(unindexed).toEqual([]);
});
