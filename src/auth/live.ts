import { unauthenticated } from './authenticate.ts';
import type { Authority } from './authority.ts';
import type { Caller } from './caller.ts';

/**
 * An event stream for as long as its caller stands. Once a revocation, dismissal or suspension
 * comes up in the log, the stream ends with `UNAUTHENTICATED`, and no later event is delivered.
 */
export function keepAuthorized<T>(
  authority: Authority,
  caller: Caller,
  events: AsyncIterator<T>,
): AsyncIterableIterator<T> {
  let lost = false;
  const stopWatching = authority.watch(caller, () => {
    lost = true;
    // Ends a wait for the next event, which then finds out why.
    void events.return?.();
  });

  const pass = (result: IteratorResult<T>) => {
    if (lost || result.done) stopWatching();
    if (lost) throw unauthenticated();
    return result;
  };
  const fail = (error: unknown) => {
    stopWatching();
    throw error;
  };

  // Written out by hand: a generator function would hold back `return` until the next event, and an
  // async function makes three promises for each.
  return {
    next: () => events.next().then(pass, fail),
    async return() {
      stopWatching();
      await events.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
