import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for new objects small until the server has started: while modules load, most of
 * what is made stays, and V8 takes that for a reason to let this space grow to its limit, tens of
 * megabytes that an idle server then holds for nothing. Afterwards it grows by what requests need.
 *
 * Its limit can only be given with the command: `start` in package.json sets 8 MB. Under
 * V8's own limit one collection held up a server of 5,000 subscriptions for 20 to 50 ms, under this
 * one for 3 to 6; validations cost the same under either.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

export function letYoungHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
