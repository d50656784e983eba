import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again while a server says that it is too busy, as it tells clients to: where the machine itself
 * is held up, servers turn some calls away. What that takes counts as the answer's time.
 */
export async function untilTaken(ask: () => Promise<string>): Promise<string> {
  for (let left = 300; ; left--) {
    const text = await ask();
    if (left === 0 || !text.includes('"code":"UNAVAILABLE"')) return text;
    await sleep(100);
  }
}
