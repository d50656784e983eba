import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for new objects small until the server has started: while modules load, most of
 * what is made stays, and V8 takes that for a reason to let this space grow to its limit, tens of
 * megabytes that an idle server then holds for nothing. Afterwards it grows by what requests need.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

export function letYoungHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
