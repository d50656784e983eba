import { expect, test } from 'vitest';

interface Queue {
  readonly length: number;
  push(member: object): void;
  shift(): object | undefined;
  remove(member: object): object | null;
}

/** The queue in which postgres.js keeps its connections, and the statements that wait for one. */
async function newQueue(): Promise<Queue> {
  const { default: open } = await import(new URL('queue.js', import.meta.resolve('postgres')).href);
  return open();
}

test('a queue that is never empty forgets what was taken out of it', async () => {
  const queue = await newQueue();
  const idle = Array.from({ length: 10 }, () => ({}));
  for (const connection of idle) queue.push(connection);
  const before = process.memoryUsage().heapUsed;
  for (let statement = 0; statement < 10_000_000; statement++) {
    queue.push(queue.shift() as object);
  }
  // A place kept for each would be 80 MB, and all of them are looked through for each statement.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(40_000_000);
  expect(queue.length).toBe(10);
  expect(idle.map(() => queue.shift())).toEqual(idle);
  expect(queue.length).toBe(0);
});

test('what is removed is gone, and nothing else', async () => {
  const queue = await newQueue();
  const [a, b, c, d] = [{ a: 1 }, { b: 1 }, { c: 1 }, { d: 1 }];
  for (const member of [a, b, c]) queue.push(member);
  expect(queue.shift()).toBe(a);
  expect(queue.remove(a)).toBeNull();
  expect(queue.remove(c)).toBe(c);
  queue.push(d);
  expect(queue.length).toBe(2);
  expect([queue.shift(), queue.shift(), queue.shift()]).toEqual([b, d, undefined]);
  expect(queue.length).toBe(0);
  queue.push(a);
  expect(queue.shift()).toBe(a);
});
