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
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * The space for what stays may double before it is collected, where V8 would let 8 MB more be enough,
 * which is each second under load: a collection holds up everybody for 20 to 30 ms, and all of them
 * together cost 6 % of what a validation does.
 */
export function letHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--heap-growing-percent=100');
}
