import { afterAll, beforeAll, expect, test } from 'vitest';
import { expireTransfers } from '../../src/connector/index.ts';
import { newId } from '../../src/database/index.ts';
import { expireExchanges } from '../../src/exchange/index.ts';
import { until } from '../support/until.ts';
import { deliver, forge, hold, release } from './forge.ts';
import { type House, openHouse, type Side } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

/**
 * While another transaction has its turn at an exchange, everything that touches it waits, and none
 * has locked one of its rows: so no two of them can ever wait for each other.
 */
async function provesOrder(
  { world }: Side,
  id: string,
  row: 'exchange' | 'transfer',
  touch: () => Promise<unknown>[],
): Promise<void> {
  const { owner } = world;
  const under = row === 'exchange' ? 'id' : 'exchange_id';
  const touching = await owner.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${`exchange:${id}`}, 0))`;
    const begun = touch();
    // The letter that is due is one more, sent by the server itself.
    await owner`update outbox set due_at = consent_now() where exchange_id = ${id}`;
    await until(async () => {
      const [seen] = await owner<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_locks
        where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`;
      expect(seen?.waiting).toBeGreaterThanOrEqual(begun.length + 1);
    });
    // Refused at once if anybody held one of them.
    expect(
      await tx`select from ${tx(row)} where ${tx(under)} = ${id} for update nowait`,
    ).toHaveLength(1);
    expect(
      await tx`select from outbox where exchange_id = ${id} for update nowait`,
    ).not.toHaveLength(0);
    return begun;
  });
  await Promise.all(touching);
  expect(house.log.join('')).not.toContain('deadlock');
}

test('at the manager, messages, sendings and the deadline take their turn before any row', async () => {
  const { manager, exporter, importer } = house;
  const held = hold(importer, 'consentImport');
  const id = await house.start(await house.consent());
  await held;
  await manager.world.clock.advance(700_000);
  const typ = 'cx-verify+jwt';
  const claims = { cid: newId(), token: 'A'.repeat(43), purposes: [newId()] };
  const message = await forge({ from: exporter, to: manager, typ, exchangeId: id, claims });
  await provesOrder(manager, id, 'exchange', () => [
    expireExchanges(manager.world.platform),
    deliver(manager, typ, message, exporter),
  ]);
  await house.reaches(id, 'EXPIRED');
  await manager.world.clock.reset();
  release(importer);
});

test('at a connector, messages, sendings and the deadline take their turn before any row', async () => {
  const { exporter, importer } = house;
  const held = hold(importer, 'dataImport');
  const id = await house.start(await house.consent());
  await held;
  await exporter.world.clock.advance(700_000);
  const typ = 'cx-data-request+jwt';
  const claims = { consent: 'a.b.c.d.e', request: newId() };
  const message = await forge({ from: importer, to: exporter, typ, exchangeId: id, claims });
  await provesOrder(exporter, id, 'transfer', () => [
    expireTransfers(exporter.world.platform),
    deliver(exporter, typ, message, importer),
  ]);
  await exporter.world.clock.reset();
  release(importer);
  await house.manager.world.clock.advance(700_000);
  await house.reaches(id, 'UNCONFIRMED');
  await house.manager.world.clock.reset();
});
