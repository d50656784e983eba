import { parseArgs } from 'node:util';

/** What the command was told. */
export const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/**
 * Node makes its fastest machine code of a function after 3,000 calls, and again where that was made
 * too soon: 11,000 requests to each server. A quick run has it made after a fifth of them, and needs a
 * quarter of the warm-up. Not where validations are compared: made from less experience, the code of
 * one peer was 7 % slower on average, that of others as fast.
 */
export const compileEarly: readonly string[] = options.quick
  ? [
      '--invocation-count-for-maglev=80',
      '--invocation-count-for-turbofan=600',
      '--minimum-invocations-after-ic-update=100',
    ]
  : [];
