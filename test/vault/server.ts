import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { configuredKeys, openVault, type Vault, type VaultOptions } from '../../src/vault/index.ts';

export const spring = { id: 'spring', key: randomBytes(32) };
export const autumn = { id: 'autumn', key: randomBytes(32) };

/** One running server as far as the vault goes: a pool and a vault of its own. */
export interface Server {
  database: Database;
  vault: Vault;
  /** How many reads it has sent outside of transactions so far. */
  reads(): number;
}

export async function startServer(
  url: string,
  keks = configuredKeys([spring]),
  options: VaultOptions = {},
): Promise<Server> {
  const database = await openDatabase({ url, max: 4 });
  const { unsafe } = database.sql;
  let reads = 0;
  const counted: typeof unsafe = (...given) => {
    if (given[0].startsWith('select')) reads++;
    return unsafe(...given);
  };
  Object.assign(database.sql, { unsafe: counted });
  const vault = await openVault(database, keks, options);
  return { database, vault, reads: () => reads };
}
