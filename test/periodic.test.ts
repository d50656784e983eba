import pino from 'pino';
import { expect, test } from 'vitest';
import { startPeriodic } from '../src/periodic.ts';
import { until } from './support/until.ts';

const log = pino({ level: 'silent' });

function tasksOf(begun: string[]) {
  return ['first', 'second', 'third'].map((name) => ({
    name,
    everyMs: 60 * 60 * 1000,
    async run() {
      begun.push(name);
      if (name === 'second') throw new Error('It fails.');
    },
  }));
}

test('tasks begin in their order, and one that fails keeps none from it', async () => {
  const begun: string[] = [];
  const stop = startPeriodic(tasksOf(begun), log);
  await expect.poll(() => begun.length).toBe(3);
  await stop();
  expect(begun).toEqual(['first', 'second', 'third']);
});

test('a run that failed comes again before its next turn, and none that did not', async () => {
  const begun: string[] = [];
  const stop = startPeriodic(tasksOf(begun), log, 1);
  const of = (name: string) => begun.filter((each) => each === name).length;
  await until(() => of('second') > 3 && of('third') > 0);
  await stop();
  expect([of('first'), of('third')]).toEqual([1, 1]);
});

test('who is stopped begins nothing more', async () => {
  const begun: string[] = [];
  await startPeriodic(tasksOf(begun), log)();
  expect(begun).toEqual([]);
});
