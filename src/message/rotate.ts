import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { refuse } from '../errors.ts';
import { findSelf, makeOwnKeys } from './own-keys.ts';

/**
 * Puts new keys for messages in force, stated under the signature of the ones before. Exchanges under
 * way go on: what is encrypted to the old key is read until they are over.
 *
 * @throws `EXCHANGE_STATE` for a connector that has joined no exchange
 */
export function rotateExchangeKeys(
  context: Context,
  input: Command['input'],
): Promise<{ sequence: number }> {
  const { vault } = context.platform;
  return runCommand(context, { name: 'rotateExchangeKeys', input }, async (tx) => {
    const self = await findSelf(tx);
    if (!self) throw refuse('EXCHANGE_STATE', 'This server has joined no exchange yet.');
    const { seq } = await makeOwnKeys(tx, vault, self.id);
    return { sequence: seq };
  });
}
