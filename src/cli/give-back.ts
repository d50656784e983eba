import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How long a server must have had next to nothing to do, and how little that is. */
const quietMs = 1_000;
const quietUtilization = 0.05;

/**
 * Gives the memory back that starting took, once there is a quiet second: a third of it, which V8
 * would keep for a server that may never need it again. The collection stops everything for a tenth
 * of a second, so it waits for as long as there is something to do.
 */
export function giveBackOnceQuiet(): void {
  let last = performance.eventLoopUtilization();
  const watch = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (utilization > quietUtilization) return;
    clearInterval(watch);
    collectAll();
  }, quietMs).unref();
}

/** What `--expose-gc` gives a program; Node lets one ask for it without being started with it. */
function collectAll(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  collect({ type: 'major', flavor: 'last-resort' });
}
