/** Work that is asked for often and done once: see {@link coalesced}. */
export interface Coalesced {
  /** Has the work done, starting after this call. */
  request(): void;
  /** Takes no more requests, and resolves when those before are done. */
  close(): Promise<void>;
}

/**
 * Runs `work` at most once at a time. However often it is asked for meanwhile, it runs once more
 * afterwards, so that every request is followed by a whole run.
 */
export function coalesced(
  work: () => Promise<void>,
  onProblem: (error: unknown) => void,
): Coalesced {
  let running: Promise<void> | undefined;
  let asked = false;
  let closed = false;

  async function run(): Promise<void> {
    while (asked) {
      asked = false;
      await work().catch(onProblem);
    }
    running = undefined;
  }

  return {
    request() {
      if (closed) return;
      asked = true;
      running ??= run();
    },
    async close() {
      closed = true;
      await running;
    },
  };
}
