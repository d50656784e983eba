/**
 * Preloaded into every server that is measured, so that the server itself stays as it is: answers
 * the parent's question what this process has used so far.
 */
process.on('message', (message) => {
  if (message === 'collect') globalThis.gc?.();
  if (message !== 'usage' && message !== 'collect') return;
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ cpu: user + system, rss, heapUsed });
});
// The channel alone must not keep a server alive that wants to stop.
process.channel?.unref();
// Nor must it outlive a benchmark that was ended early.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

export {};
