import { evidenceById } from '../audit/index.ts';
import type { Config } from '../config.ts';
import { argumentsOf, UsageProblem } from './arguments.ts';
import { besideServer } from './beside.ts';

/**
 * Prints the evidence of a consent as JSON, for a file that `verify-bundle` checks.
 *
 * @param args the consent's id, and `--disclosing` to tell what its history keeps encrypted.
 */
export async function printEvidence(config: Config, args: string[]): Promise<void> {
  const { values, positionals } = argumentsOf(args, {
    disclosing: { type: 'boolean', default: false },
  });
  const [consentId, ...rest] = positionals;
  if (!consentId || rest.length > 0) throw new UsageProblem('evidence takes the id of a consent');
  const bundle = await besideServer(config, (opened) => evidenceById(opened, consentId, values));
  process.stdout.write(`${JSON.stringify(bundle, null, 2)}\n`);
}
