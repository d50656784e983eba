import { unauthenticated } from './authenticate.ts';
import type { Authority } from './authority.ts';
import type { Caller } from './caller.ts';

/**
 * An event stream for as long as its caller stands. Once a revocation, dismissal or suspension
 * comes up in the log, the stream ends with `UNAUTHENTICATED`, and no later event is delivered.
 *
 * @param open makes the stream; its signal is aborted when the authority is lost.
 */
export function keepAuthorized<T>(
  authority: Authority,
  caller: Caller,
  open: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
): AsyncGenerator<T, void, void> {
  const lost = new AbortController();
  const stop = authority.watch(caller, () => lost.abort());
  const events = open(lost.signal);

  // Written out by hand: a generator function would hold back `return` until the next event.
  return {
    async next() {
      const result = await events.next().catch((error) => {
        stop();
        throw lost.signal.aborted ? unauthenticated() : error;
      });
      if (lost.signal.aborted) {
        await events.return();
        throw unauthenticated();
      }
      if (result.done) stop();
      return result;
    },
    return() {
      stop();
      return events.return();
    },
    throw(error) {
      stop();
      return events.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}
