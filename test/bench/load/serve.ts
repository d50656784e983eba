/** Answers what the benchmark asks this process, one question after the other. */
export function serve<Load, Outcome>(answer: (load: Load) => Promise<Outcome>): void {
  process.on('message', async (load: Load) => {
    process.send?.(await answer(load));
  });
  // What is open here, such as connections, must not outlive a benchmark that was ended early.
  process.on('disconnect', () => process.exit());
}
