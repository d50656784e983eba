import type { Config } from '../config.ts';
import { openDatabase } from '../database/index.ts';
import { keyEncryptionOf, openPlace } from '../open-platform.ts';
import type { Platform } from '../platform.ts';
import { openVault } from '../vault/index.ts';

/**
 * Does a command's work on the database, beside a running server or without one. It changes no
 * schema: a database that has none yet is told so.
 */
export async function besideServer<Answer>(
  config: Config,
  work: (opened: Pick<Platform, 'config' | 'database' | 'vault'>) => Promise<Answer>,
): Promise<Answer> {
  const place = await openPlace(config, { join: true });
  try {
    const database = await openDatabase({ url: place.url, max: 4 });
    try {
      await requireSchema(database);
      return await work({
        config,
        database,
        vault: await openVault(database, keyEncryptionOf(config)),
      });
    } finally {
      await database.close();
    }
  } finally {
    await place.stop();
  }
}

async function requireSchema({ sql }: Platform['database']): Promise<void> {
  const [row] = await sql`select to_regclass('log_checkpoint') is not null as found`;
  if (!row?.found) {
    throw new Error('the database lacks this version’s schema: run npm run migrate first');
  }
}
