import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { configuredKeys, openVault, seal } from '../../src/vault/index.ts';
import { createDatabase } from '../support/database.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
});
afterAll(() => world.stop());

const from = (after: string) =>
  world
    .subscribe(
      'subscription ($after: String) { consentStatusChanged(after: $after) { action } }',
      {},
      { token: bank.token, after },
    )
    .next();

/** As the server makes them: a version, and the position. */
function positioned(position: bigint): Buffer {
  const plain = Buffer.alloc(9);
  plain[0] = 1;
  plain.writeBigUInt64BE(position, 1);
  return plain;
}

test('a cursor of another installation, or from the future, is refused by the name of the argument', async () => {
  const elsewhere = await createDatabase();
  const keys = configuredKeys([{ id: newId(), key: randomBytes(32) }]);
  const { systemKey } = await openVault(elsewhere, keys);
  const foreign = seal(systemKey, 'log.cursor', positioned(1n)).toString('base64url');
  await elsewhere.drop();
  const { vault } = world.platform;
  const future = seal(vault.systemKey, 'log.cursor', positioned(1_000_000n)).toString('base64url');
  for (const after of [foreign, future]) {
    await expect(from(after)).rejects.toThrow(/BAD_USER_INPUT.*after/);
  }
});

test('a cursor that is too old has expired', async () => {
  const person = world.seed.personWithoutAccount();
  const cursor = world.platform.history.headCursor();
  await person.deny(await bank.ask(person, [purpose]));
  expect((await from(cursor)).data).toMatchObject({ consentStatusChanged: { action: 'DENY' } });
  await world.clock.advance(31 * 24 * 60 * 60 * 1000);
  await expect(from(cursor)).rejects.toThrow(/CURSOR_EXPIRED/);
});
