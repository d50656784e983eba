import { describe, expect, test } from 'vitest';
import { mostAttempts, restAfter, retryDelay, retryDelays } from '../../src/webhook/endpoint.ts';

const never = () => 0;
const always = () => 1;

describe('the schedule of retries', () => {
  test('makes ten attempts in about a day', () => {
    expect(mostAttempts).toBe(10);
    const hours = retryDelays.reduce((sum, seconds) => sum + seconds, 0) / 3600;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(26);
  });

  test('waits longer after each refusal, with at most a fifth of jitter', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((answered) => retryDelay(answered, never));
    expect(waits).toEqual([...retryDelays]);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(retryDelay(3, always)).toBeCloseTo(retryDelay(3, never) * 1.2);
  });
});

test('an endpoint that fails is looked at again within five minutes, however often it failed', () => {
  expect([1, 2, 3, 5, 6, 7, 8, 1000].map((failures) => restAfter(failures, never))).toEqual([
    5, 10, 20, 80, 160, 300, 300, 300,
  ]);
});
