import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Caller, untilExpiry } from '../../src/auth/index.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00.250Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a token is reported within a second of its expiry, once, and not before', () => {
  const onExpire = vi.fn();
  untilExpiry(expiringIn(10_000), onExpire);
  vi.advanceTimersByTime(9_999);
  expect(onExpire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_001);
  expect(onExpire).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(60_000);
  expect(onExpire).toHaveBeenCalledOnce();
});

test('a token that expired within the clock tolerance is reported within a second', () => {
  const onExpire = vi.fn();
  untilExpiry(expiringIn(-3_000), onExpire);
  vi.advanceTimersByTime(1_000);
  expect(onExpire).toHaveBeenCalledOnce();
});

test('whoever stops waiting is not called', () => {
  const stopped = vi.fn();
  const other = vi.fn();
  const stop = untilExpiry(expiringIn(1_000), stopped);
  untilExpiry(expiringIn(1_000), other);
  stop();
  stop();
  vi.advanceTimersByTime(5_000);
  expect(stopped).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledOnce();
});

test('ten thousand sockets share one timer, which ends with the last of them', () => {
  const stops = Array.from({ length: 10_000 }, (_, index) =>
    untilExpiry(expiringIn(index), () => {}),
  );
  expect(vi.getTimerCount()).toBe(1);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('one that waits again from its own call is reported again', () => {
  const again = vi.fn();
  untilExpiry(expiringIn(500), () => untilExpiry(expiringIn(500), again));
  vi.advanceTimersByTime(3_000);
  expect(again).toHaveBeenCalledOnce();
});

test('a clock that is set forward reports everything that it passed over', () => {
  const onExpire = vi.fn();
  untilExpiry(expiringIn(60 * 60_000), onExpire);
  vi.setSystemTime(Date.now() + 2 * 60 * 60_000);
  vi.advanceTimersByTime(1_000);
  expect(onExpire).toHaveBeenCalledOnce();
});

function expiringIn(milliseconds: number): Caller {
  return {
    roles: new Set(['principal']),
    issuer: 'https://issuer.example',
    subject: 'somebody',
    tokenId: 'a token',
    expiresAt: new Date(Date.now() + milliseconds),
  };
}
