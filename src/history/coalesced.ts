/** Work that is asked for often and done once: see {@link coalesced}. */
export interface Coalesced {
  /** Has the work done, starting after this call. */
  request(): void;
  /** Resolves when nothing is under way or asked for. */
  idle(): Promise<void>;
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

  async function run(): Promise<void> {
    while (asked) {
      asked = false;
      await work().catch(onProblem);
    }
    running = undefined;
  }

  return {
    request() {
      asked = true;
      running ??= run();
    },
    async idle() {
      while (running) await running;
    },
  };
}
