import type { Platform } from '../platform.ts';
import { deliver, type Followers } from './deliver.ts';
import { dueLetters } from './outbox.ts';

export interface Courier {
  wake(): void;
  /** Waits for the sendings under way. */
  close(): Promise<void>;
}

const pollMs = 1_000;
/** Sendings at a time. An answer that is worked on is none of them: that may take minutes. */
const atOnce = 8;

const couriers = new WeakMap<Platform['database'], Courier>();

/** Call it after a commit that posted something. */
export function wakeCourier({ database }: Pick<Platform, 'database'>): void {
  couriers.get(database)?.wake();
}

/**
 * Sends what lies in the outbox until it is answered. Any number of servers may share an outbox: a
 * letter that two of them send is one message to whoever takes it.
 */
export function openCourier(platform: Platform, followers: Followers): Courier {
  const underWay = new Map<string, Promise<void>>();
  const stop = new AbortController();
  let sending = 0;
  let wakeUp = () => {};

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      try {
        await start();
      } catch (err) {
        platform.log.warn({ err }, 'the outbox could not be read');
      }
      if (!stop.signal.aborted) await Promise.race([woken, pause(pollMs)]);
    }
    await Promise.all(underWay.values());
  }

  async function start(): Promise<void> {
    const free = atOnce - sending;
    if (free === 0) return;
    for (const due of await dueLetters(platform.database.db, free, [...underWay.keys()])) {
      if (stop.signal.aborted) return;
      sending += 1;
      let isSending = true;
      const sent = () => {
        if (isSending) sending -= 1;
        isSending = false;
        wakeUp();
      };
      const delivery = deliver(platform, followers, due, { sent, stopping: stop.signal })
        .catch((err: unknown) => platform.log.error({ err }, 'a letter could not be sent'))
        .finally(() => {
          underWay.delete(due.id);
          platform.history.wake();
          sent();
        });
      underWay.set(due.id, delivery);
    }
  }

  const running = loop();
  const courier: Courier = {
    wake: () => wakeUp(),
    async close() {
      stop.abort();
      wakeUp();
      await running;
    },
  };
  couriers.set(platform.database, courier);
  return courier;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
