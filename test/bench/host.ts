import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Watches what the host of a virtual machine takes from it.
 *
 * @returns what tells the part of all CPU that was taken since it was last asked, from 0 to 1; always 0
 * where the system does not say (proc_stat(5), `steal`)
 */
export async function watchHost(): Promise<() => Promise<number>> {
  let before = await readTimes();
  return async () => {
    const now = await readTimes();
    const [all, stolen] = [now.all - before.all, now.stolen - before.stolen];
    before = now;
    return all > 0 ? stolen / all : 0;
  };
}

/** What was found, and which part of all CPU the host left to this machine meanwhile, above 0 to 1. */
export async function watched<T>(measure: () => Promise<T>): Promise<{ found: T; left: number }> {
  const taken = await watchHost();
  const found = await measure();
  return { found, left: 1 - (await taken()) };
}

/** Latencies that lost more than this tell of the host. */
export const tolerable = 0.02;

/** Rates are counted by what was left of each second, which tells the truth of smaller losses alone. */
export const tolerableForRates = 0.15;

/**
 * Measures again what the host disturbed, after a rest: it often leaves alone who has rested. What
 * lost the least is believed.
 *
 * @param seconds how long all that is measured again may take
 */
export function patientWith(seconds: number) {
  let rest = seconds * 1_000;
  return async <T extends { left: number }>(
    measure: () => Promise<T>,
    lost = tolerable,
  ): Promise<T> => {
    let best = await measure();
    while (best.left < 1 - lost && rest > 0) {
      const began = performance.now();
      await sleep(1_000);
      const again = await measure();
      if (again.left > best.left) best = again;
      rest -= performance.now() - began;
    }
    return best;
  };
}

async function readTimes(): Promise<{ all: number; stolen: number }> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  // Guests' times after the eighth are in the first ones already.
  const times = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '').split(' ').slice(0, 8).map(Number);
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 };
}
