import type { Config } from '../config.ts';
import { readClock } from '../database/index.ts';
import { append } from '../history/index.ts';
import { keyEncryptionOf } from '../open-platform.ts';
import type { Platform } from '../platform.ts';
import { rewrapKeys, type SigningUse, signingUses } from '../vault/index.ts';
import { argumentsOf, UsageProblem } from './arguments.ts';
import { besideServer } from './beside.ts';

/**
 * Rotates keys beside running servers: `kek`, or `signing-key` with its use.
 *
 * @throws UsageProblem for arguments without sense
 */
export async function rotate(config: Config, args: string[]): Promise<void> {
  const [what, use, ...rest] = argumentsOf(args, {}).positionals;
  if (what === 'kek' && use === undefined) return rotateKek(config);
  if (what === 'signing-key' && isSigningUse(use) && rest.length === 0) {
    return rotateSigningKey(config, use);
  }
  throw new UsageProblem(`rotate takes kek, or signing-key and one of ${signingUses.join(', ')}`);
}

/** Every server must have the new key before; the old one can go once nothing is left under it. */
function rotateKek(config: Config): Promise<void> {
  return besideServer(config, async ({ database }) => {
    const keks = keyEncryptionOf(config);
    const { rewrapped, unreadable } = await rewrapKeys(database, keks, {
      onProgress: ({ done, total }) => process.stdout.write(`${done} of ${total} keys\n`),
    });
    process.stdout.write(`${rewrapped} keys are now under "${keks.currentId}"\n`);
    if (unreadable.length > 0) {
      throw new Error(`these could not be opened and stay as they were: ${unreadable.join(', ')}`);
    }
  });
}

function rotateSigningKey(config: Config, use: SigningUse): Promise<void> {
  return besideServer(config, async ({ database, vault }) => {
    const { kid } = await vault.rotateSigningKey(use);
    await tellServers(database, use, kid);
    process.stdout.write(`${use} is signed with ${kid} from now on\n`);
  });
}

async function tellServers({ db }: Platform['database'], use: SigningUse, kid: string) {
  await db.transaction(async (tx) => {
    await append(tx, {
      action: 'ROTATE_KEY',
      sequence: 1,
      performedBy: { type: 'SYSTEM', id: null },
      performedAt: await readClock(tx),
      facts: { use, kid },
    });
  });
}

function isSigningUse(use: string | undefined): use is SigningUse {
  return signingUses.some((known) => known === use);
}
