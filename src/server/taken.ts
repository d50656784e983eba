import type { Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A crowd that does not end is not waited for any longer. */
const longestMs = 1_000;

/**
 * Settles when the server has taken everyone who has connected: closing the listener would cut the
 * others off. A turn of the event loop takes one of them, and the turn that is under way may be past
 * it.
 */
export async function allTaken(server: Server): Promise<void> {
  let took = true;
  const onConnection = () => {
    took = true;
  };
  server.on('connection', onConnection);
  const giveUpAt = performance.now() + longestMs;
  while (took && performance.now() < giveUpAt) {
    took = false;
    await nextTurn();
    await nextTurn();
  }
  server.off('connection', onConnection);
}
