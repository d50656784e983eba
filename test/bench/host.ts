import { readFile } from 'node:fs/promises';

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

async function readTimes(): Promise<{ all: number; stolen: number }> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  // Guests' times after the eighth are in the first ones already.
  const times = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '').split(' ').slice(0, 8).map(Number);
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 };
}
