import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './database/index.ts';
import type { History } from './history/index.ts';
import type { Vault } from './vault/index.ts';

/** What every domain stands on. Made once by `main.ts` and handed down; nothing imports an instance. */
export interface Platform {
  readonly config: Config;
  readonly database: Database;
  readonly vault: Vault;
  readonly history: History;
  readonly log: Logger;
}
