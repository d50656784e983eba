import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const lines: string[] = [];
const output = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk));
    done();
  },
});

let world: World;
beforeAll(async () => {
  world = await startWorld({ log: pino({ level: 'trace' }, output) });
});
afterAll(() => world.stop());

test('what fails beside the requests is logged without its statement and its values', async () => {
  await world.owner`alter table outbox rename to elsewhere`;
  const ofOutbox = () => lines.find((line) => line.includes('the outbox could not be read'));
  await until(() => ofOutbox() !== undefined);
  const line = ofOutbox() ?? '';
  expect(JSON.parse(line).err).toMatchObject({ type: 'PostgresError', code: '42P01' });
  expect(line).not.toMatch(/Failed query|params|select/);
});
