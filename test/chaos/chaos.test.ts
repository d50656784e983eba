import { expect, test } from 'vitest';
import { patience } from '../support/until.ts';
import { runChaos } from './chaos.ts';

// Servers are started many times over, which takes a slow machine minutes.
const timeout = 5 * patience;

test('nothing acknowledged is lost, whatever dies when', { timeout }, async () => {
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
