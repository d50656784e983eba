import { readFile } from 'node:fs/promises';
import { verifyBundle } from '../audit/index.ts';
import { argumentsOf, UsageProblem } from './arguments.ts';
import { readKeys } from './keys.ts';

/**
 * Checks a bundle of evidence offline and prints each step. Ends with 1 when one fails, and with 2 when
 * there are none to check.
 *
 * @param args the file, and `--keys FILE` with the keys that the issuer publishes.
 */
export async function checkBundle(args: string[]): Promise<void> {
  const { values, positionals } = argumentsOf(args, { keys: { type: 'string' } });
  const [file, ...rest] = positionals;
  if (!file || rest.length > 0) throw new UsageProblem('verify-bundle takes one file');
  const trusted = values.keys === undefined ? undefined : await readKeys(values.keys);
  const steps = await verifyBundle(parse(await readFile(file, 'utf8')), trusted);
  const width = Math.max(...steps.map(({ part }) => part.length));
  for (const { part, ok, finding } of steps) {
    process.stdout.write(`${ok ? 'ok   ' : 'WRONG'}  ${part.padEnd(width)}  ${finding}\n`);
  }
  const wrong = steps.filter(({ ok }) => !ok).map(({ part }) => part);
  if (wrong.length > 0) process.exitCode = 1;
  process.stdout.write(
    wrong.length === 0
      ? 'The evidence holds.\n'
      : `The evidence does not hold: ${wrong.join(', ')}.\n`,
  );
}

/** The bundle in a file, also as an answer of the API has it. */
function parse(text: string): unknown {
  try {
    const parsed = JSON.parse(text);
    return parsed?.data?.consent?.evidence ?? parsed;
  } catch {
    return undefined;
  }
}
