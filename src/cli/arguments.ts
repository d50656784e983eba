import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The words on a command line make no sense to the command. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
}

/** @throws UsageProblem for options that the command does not know. */
export function argumentsOf<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (cause) {
    // Node's own is a TypeError, as if this program were at fault.
    throw new UsageProblem(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
