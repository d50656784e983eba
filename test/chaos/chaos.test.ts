import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';

test('nothing acknowledged is lost, whatever dies when', async () => {
  const lines: string[] = [];
  const report = await runChaos({
    milliseconds: 8_000,
    mutations: 30,
    seed: 20,
    tell: (line) => lines.push(line),
  });
  expect(report.violations, lines.join('\n')).toEqual([]);
  expect(report.mutations).toBeGreaterThan(20);
  expect(report.disturbances.kills + report.disturbances.freezes).toBeGreaterThan(0);
  expect(report.disturbances.databaseStops).toBeGreaterThan(0);
});
