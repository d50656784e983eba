import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { startPings } from '../../src/server/pings.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const period = 12_000;

/** What a socket is to whom pings it. */
class Client extends EventEmitter {
  pinged = 0;
  cut = false;
  readonly #answers: boolean;

  constructor(answers = true) {
    super();
    this.#answers = answers;
  }

  ping(): void {
    this.pinged += 1;
    if (this.#answers) this.emit('pong');
  }

  terminate(): void {
    this.cut = true;
  }
}

function joined(count: number, make = () => new Client()) {
  const pings = startPings(period);
  const clients = Array.from({ length: count }, make);
  const turns = clients.map((client) => pings.join(client as unknown as WebSocket));
  return { pings, clients, turns };
}

test.each([1, 7, 240, 1_000])('of %i sockets each is pinged once in a period', (count) => {
  const { pings, clients } = joined(count);
  for (let times = 1; times <= 3; times++) {
    vi.advanceTimersByTime(period);
    expect(new Set(clients.map(({ pinged }) => pinged))).toEqual(new Set([times]));
  }
  pings.stop();
  vi.advanceTimersByTime(period);
  expect(clients.every(({ pinged, cut }) => pinged === 3 && !cut)).toBe(true);
});

test('sockets that came together are pinged a few at a time', () => {
  const { pings, clients } = joined(10_000);
  const pinged = () => clients.reduce((sum, client) => sum + client.pinged, 0);
  for (let before = 0, at = 0; at < period; at += 50) {
    vi.advanceTimersByTime(50);
    expect(pinged() - before).toBeLessThanOrEqual(Math.ceil(10_000 / 240));
    before = pinged();
  }
  expect(pinged()).toBe(10_000);
  pings.stop();
});

test('who does not answer has the whole period to, and is cut then', () => {
  const { pings, clients } = joined(100, () => new Client(false));
  vi.advanceTimersByTime(period);
  expect(clients.some(({ cut }) => cut)).toBe(false);
  vi.advanceTimersByTime(period);
  expect(clients.every(({ pinged, cut }) => pinged === 1 && cut)).toBe(true);
  pings.stop();
});

test('who has left is not pinged', () => {
  const { pings, clients, turns } = joined(10);
  const [client, turn] = [clients[3], turns[3]];
  expect(turn?.delete(client as unknown as WebSocket)).toBe(true);
  vi.advanceTimersByTime(period);
  expect(clients.map(({ pinged }) => pinged)).toEqual([1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
  pings.stop();
});
