import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';
import { loadConfig } from '../../src/config.ts';
import { ask } from '../support/client.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Program, runProgram } from '../support/program.ts';
import { openSeed } from '../support/seed.ts';
import type { World } from '../support/world.ts';
import { bodies, seedEndpoint } from './house.ts';
import { ok, startReceiver } from './receiver.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that is a process of its own and can be killed, over one database. */
async function startProcess(database: TestDatabase, dataDirectory: string) {
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATA_DIR: dataDirectory,
    CMS_BASE_URL: 'http://consent.example',
    PORT: '0',
    LOG_LEVEL: 'silent',
    WEBHOOK_LOOPBACK: 'true',
  };
  const program: Program = runProgram(['start'], environment);
  closers.push(() => program.child.kill('SIGKILL'));
  const [, address] = await program.says(/API +(\S+\/graphql)/);
  const issuer = openDevelopmentIssuer(loadConfig(environment));
  const world: Pick<World, 'graphql' | 'token'> = {
    token: (claims) => issuer.mint(claims),
    graphql: (operation, variables, options) => ask(address ?? '', operation, variables, options),
  };
  return { program, world };
}

test('what a killed server had acknowledged is sent by the next, under the same id', async () => {
  const database = await createDatabase();
  closers.push(() => database.drop());
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consentgraph-restart-'));
  closers.push(() => rm(dataDirectory, { recursive: true }));
  // It holds whatever comes, so that nothing has arrived when the server dies.
  const receiver = await startReceiver(() => {});
  closers.push(receiver.close);

  const first = await startProcess(database, dataDirectory);
  const seed = openSeed(first.world);
  const bank = await seed.fiduciary();
  const purpose = await bank.purpose();
  await seedEndpoint(first.world as World, bank, receiver.url);
  const denied: string[] = [];
  for (let number = 0; number < 7; number++) {
    const person = seed.personWithoutAccount();
    const request = await bank.ask(person, [purpose]);
    await person.deny(request);
    denied.push(request.id);
  }
  // The last was acknowledged just now: five are under way, some may not be taken from the log yet.
  first.program.child.kill('SIGKILL');
  await first.program.ended;
  const before = bodies(receiver.received);
  expect(before.length).toBeLessThan(7);

  receiver.answer(ok);
  await startProcess(database, dataDirectory);
  await receiver.has(before.length + denied.length);
  const after = bodies(receiver.received.slice(before.length));
  expect(new Set(after.map(({ request_id }) => request_id))).toEqual(new Set(denied));
  for (const { request_id, event_id } of before) {
    expect(after).toContainEqual(expect.objectContaining({ request_id, event_id }));
  }
});
