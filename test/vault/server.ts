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
  const opened = await openDatabase({ url, max: 4 });
  let reads = 0;
  const db = new Proxy(opened.db, {
    get(target, property) {
      if (property === 'select') reads++;
      return Reflect.get(target, property, target);
    },
  });
  const database = { ...opened, db };
  const vault = await openVault(database, keks, options);
  return { database, vault, reads: () => reads };
}
