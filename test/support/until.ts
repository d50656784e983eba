/**
 * How long tests wait for what is to happen, in milliseconds. Longer than anything takes on however
 * slow a machine, so that only what never happens is decided by it.
 */
export const patience = 180_000;

/**
 * Tries again for as long as it throws or gives false.
 *
 * @returns what it gave then
 * @throws what it threw last, or an Error that shows what was tried
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
