import { expect, test } from 'vitest';
import { coalesced } from '../../src/history/coalesced.ts';

test('requests that come during a run are answered by one more run', async () => {
  let runs = 0;
  let together = 0;
  const gate = Promise.withResolvers<void>();
  const task = coalesced(
    async () => {
      runs++;
      expect(++together).toBe(1);
      await gate.promise;
      together--;
    },
    (error) => expect.unreachable(String(error)),
  );
  for (let i = 0; i < 10; i++) task.request();
  gate.resolve();
  await task.close();
  expect(runs).toBe(2);
});

test('a run that fails is reported, and the next request runs again', async () => {
  const problems: unknown[] = [];
  let runs = 0;
  const task = coalesced(
    async () => {
      if (++runs === 1) throw new Error('once');
    },
    (error) => problems.push(error),
  );
  task.request();
  await expect.poll(() => problems.length).toBe(1);
  task.request();
  await task.close();
  task.request();
  expect(runs).toBe(2);
});
