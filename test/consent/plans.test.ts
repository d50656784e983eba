import { afterAll, beforeAll, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import type { SeededFiduciary } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { validate } from './operations.ts';

let world: World;
const ask = asking(() => world);
let bank: SeededFiduciary;
beforeAll(async () => {
  world = await startWorld({ config: { databasePoolSize: 2 } });
  bank = await world.seed.fiduciary();
});
afterAll(() => world.stop());

interface Prepared {
  statement: string;
  /** How often PostgreSQL made a plan for the values of that time; it makes at least five at first. */
  custom: number;
  /** How often it used the plan that it keeps. */
  generic: number;
}

/** The statements that were prepared on any connection of the pool. */
async function prepared(): Promise<Prepared[]> {
  const { sql } = world.platform.database;
  const connections = await Promise.all([sql.reserve(), sql.reserve()]);
  const kept = connections.map(async (connection) => {
    const rows = await connection<Prepared[]>`
      select statement, custom_plans::int as custom, generic_plans::int as generic
      from pg_prepared_statements`;
    connection.release();
    return rows;
  });
  return (await Promise.all(kept)).flat();
}

test('what is asked again and again to ask, give, validate and withdraw is planned no more', async () => {
  const purposes = [await bank.purpose(), await bank.purpose()];
  for (let n = 0; n < 30; n++) {
    const person = await world.seed.personWithoutAccount();
    const consent = await person.agree(await bank.ask(person, purposes.slice(n % 2)));
    const question = { artifactId: consent.id, purposeId: purposes[1]?.id };
    const { validateConsent } = await ask.data(validate, question, bank.token);
    expect(validateConsent.isValid).toBe(true);
    await person.withdraw(consent);
  }
  const often = (await prepared()).filter(({ custom, generic }) => custom + generic > 8);
  expect(often.length).toBeGreaterThan(30);
  const anew = often.filter(({ generic }) => generic === 0);
  expect(anew.map(({ statement }) => statement)).toEqual([]);
});
