/**
 * How long tests wait for what is to happen, in milliseconds. Longer than anything takes on however
 * slow a machine, so that only what never happens is decided by it.
 */
export const patience = 180_000;

/**
 * Tries again until it holds: it does while it is false, or throws.
 *
 * @throws what it threw, or what it was, when it never holds
 */
export async function until<T>(attempt: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const isLast = performance.now() > deadline;
    try {
      const found = await attempt();
      if (found !== false) return found;
      if (isLast) throw new Error(`it never held: ${attempt}`);
    } catch (error) {
      if (isLast) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
