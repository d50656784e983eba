import type { Caller } from './caller.ts';

/**
 * Calls back when the caller's token has expired, at most half a second late. Returns how to stop
 * waiting. All sockets share one timer.
 */
export function untilExpiry(caller: Caller, onExpire: () => void): () => void {
  // Past ticks are over: a token within the clock tolerance runs out at the next one.
  const due = Math.max(Math.ceil(caller.expiresAt.getTime() / tickMs), currentTick() + 1);
  const waiting = waitingAt.get(due) ?? new Set();
  const expire = () => onExpire();
  waitingAt.set(due, waiting.add(expire));
  lastTick ??= currentTick();
  timer ??= setInterval(tick, tickMs).unref();
  return () => {
    if (waiting.delete(expire) && waiting.size === 0) forget(due);
  };
}

const tickMs = 500;
const waitingAt = new Map<number, Set<() => void>>();
let timer: NodeJS.Timeout | undefined;
let lastTick: number | undefined;

function tick(): void {
  const now = currentTick();
  for (let due = (lastTick ?? now) + 1; due <= now; due += 1) {
    const waiting = waitingAt.get(due);
    waitingAt.delete(due);
    for (const expire of waiting ?? []) expire();
  }
  lastTick = now;
  stopIfIdle();
}

function forget(due: number): void {
  waitingAt.delete(due);
  stopIfIdle();
}

function stopIfIdle(): void {
  if (waitingAt.size > 0) return;
  clearInterval(timer);
  timer = undefined;
  lastTick = undefined;
}

function currentTick(): number {
  return Math.floor(Date.now() / tickMs);
}
