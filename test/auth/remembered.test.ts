import { expect, test } from 'vitest';
import { Remembered } from '../../src/auth/remembered.ts';

test('what was used last is remembered, what was not is forgotten', () => {
  const memory = new Remembered<number, string>(10);
  memory.set(0, 'zero');
  for (let key = 1; key <= 100; key += 1) {
    memory.set(key, 'other');
    expect(memory.get(0)).toBe('zero');
  }
  const kept = Array.from({ length: 100 }, (_, key) => key + 1).filter(
    (key) => memory.get(key) !== undefined,
  );
  expect(kept.length).toBeLessThanOrEqual(9);
  expect(kept).toContain(100);
  expect(kept).not.toContain(50);
});

test('what is deleted is forgotten in every generation', () => {
  const memory = new Remembered<number, string>(4);
  for (const key of [1, 2, 3]) memory.set(key, 'value');
  expect(memory.get(1)).toBe('value');
  memory.delete(1);
  expect(memory.get(1)).toBeUndefined();
});
