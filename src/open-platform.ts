import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type EmbeddedOptions, migrate, openDatabase, startEmbedded } from './database/index.ts';
import { type History, openHistory } from './history/index.ts';
import { keptFile } from './kept-file.ts';
import type { Platform } from './platform.ts';
import { configuredKeys, type KeyEncryption, openVault, type Vault } from './vault/index.ts';

export interface OpenPlatform extends Platform {
  /** Closes everything in the order that lets each part finish. */
  close(): Promise<void>;
}

/**
 * How long anything waits for what somebody else holds. Each who waits keeps a connection from all
 * the others, and a client that asks again and again would soon have them all.
 */
const patienceForLocks = '15s';

/**
 * Opens everything that the domains stand on: the database, brought to this version's schema, the
 * vault and the history.
 *
 * @throws DatabaseProblem when the database cannot be used.
 */
export async function openPlatform(config: Config, log: Logger): Promise<OpenPlatform> {
  const place = await openPlace(config);
  const closers = [place.stop];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    await migrate(place.ownerUrl, place.login);
    const database = await openDatabase({
      url: place.url,
      max: config.databasePoolSize,
      settings: { lock_timeout: patienceForLocks },
    });
    closers.push(database.close);
    const vault = await openVault(database, keyEncryptionOf(config), {
      onProblem: (error) =>
        log.warn({ err: error }, 'The keys of other servers could not be looked for'),
    });
    const history = await openHistory({ database, vault, log });
    closers.push(() => history.close());
    followKeys(history, vault);
    return { config, database, vault, history, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What other servers, and commands beside them, do to keys is told through the log. */
function followKeys({ hub }: History, vault: Vault): void {
  hub.onEvent(({ entry }) => {
    if (entry.action === 'ERASE') vault.forget(String(entry.facts.dataKeyId));
    if (entry.action === 'ROTATE_KEY') void vault.refresh();
  });
}

interface Place {
  url: string;
  ownerUrl: string;
  /** Who connects as `url`, where that is not the application's role itself. */
  login?: string;
  stop(): Promise<void>;
}

/** Where the data lies: the configured database, or the embedded one, which is started. */
export async function openPlace(config: Config, options: EmbeddedOptions = {}): Promise<Place> {
  const { databaseUrl: url } = config;
  if (url === undefined) return startEmbedded(config.dataDirectory, options);
  const login = decodeURIComponent(new URL(url).username);
  return { url, ownerUrl: config.databaseOwnerUrl ?? url, login, stop: async () => {} };
}

/** The key-encryption keys that the vault is opened with. */
export function keyEncryptionOf(config: Config): KeyEncryption {
  return configuredKeys(keysOf(config));
}

/** Outside production a key is made once and kept beside the data that it opens. */
function keysOf({ keyEncryptionKeys, dataDirectory }: Config): Config['keyEncryptionKeys'] {
  if (keyEncryptionKeys.length > 0) return keyEncryptionKeys;
  const file = join(dataDirectory, 'key-encryption-key');
  const key = keptFile(file, () => randomBytes(32).toString('base64'));
  return [{ id: 'development', key: Buffer.from(key, 'base64') }];
}
