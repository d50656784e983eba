import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Config, loadConfig } from '../../src/config.ts';
import { newId } from '../../src/database/index.ts';
import { configuredKeys, openVault, type Vault } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/** What authentication stands on: a database, a vault and a configuration, all real. */
export interface House {
  readonly database: TestDatabase;
  readonly vault: Vault;
  /** The vault as another server opens it. */
  openVault(): Promise<Vault>;
  readonly config: Config;
  readonly log: Logger;
  /** A fiduciary in the database, active. */
  newFiduciary(): Promise<string>;
  /** The same house with other settings, as environment variables. */
  configured(env: Record<string, string>): Config;
  tearDown(): Promise<void>;
}

export async function buildHouse(): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-auth-'));
  const database = await createDatabase();
  const keks = configuredKeys([{ id: 'only', key: randomBytes(32) }]);
  const configured = (env: Record<string, string>) =>
    loadConfig({
      NODE_ENV: 'test',
      DATA_DIR: folder,
      CMS_BASE_URL: 'https://consent.example',
      ...env,
    });
  return {
    database,
    vault: await openVault(database, keks),
    openVault: () => openVault(database, keks),
    config: configured({}),
    log: pino({ level: 'silent' }),
    configured,
    async newFiduciary() {
      const id = newId();
      await database.owner`
        insert into fiduciary (id, name, legal_name, contact_email, privacy_policy_url,
          grievance_contact, withdrawal_policy)
        values (${id}, 'Bank', 'Bank Ltd', 'a@bank.example', 'https://bank.example', 'x', 'y')`;
      return id;
    },
    async tearDown() {
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}
