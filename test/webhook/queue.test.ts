import { afterAll, beforeAll, expect, test } from 'vitest';
import { openQueue } from '../../src/webhook/queue.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openWay } from '../support/way.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('a queue whose database vanishes without a word finds it again', async () => {
  const way = await openWay(database.url);
  const handled: string[] = [];
  const queue = await openQueue({
    database: { ...database, url: way.url },
    log: { warn() {} },
    handle: async (endpointId) => void handled.push(endpointId),
    patience: 2_000,
  });
  try {
    await queue.add(['before']);
    await expect.poll(() => handled).toContain('before');
    way.vanish({ ends: true });
    const added = () => queue.add(['after']).then(() => 'added', String);
    await expect.poll(added).toBe('added');
    await expect.poll(() => handled).toContain('after');
  } finally {
    await queue.close();
    way.close();
  }
});
