import { createClient } from '../auth/index.ts';
import type { Config } from '../config.ts';
import { migrate, openDatabase } from '../database/index.ts';
import { openPlace } from '../open-platform.ts';

/**
 * Makes a client with the role operator and prints its id and secret, which are kept nowhere else.
 * Whoever may run this on the server holds the database anyway, so it may be run again when the
 * secret is lost.
 */
export async function bootstrap(config: Config): Promise<void> {
  const place = await openPlace(config, { join: true });
  try {
    await migrate(place.ownerUrl, place.login);
    const database = await openDatabase({ url: place.url, max: 1 });
    const { clientId, clientSecret } = await database.db
      .transaction((tx) => createClient(tx, { role: 'operator', name: 'bootstrap' }))
      .finally(() => database.close());
    process.stdout.write(
      `client_id      ${clientId}\n` +
        `client_secret  ${clientSecret}\n` +
        `Buy a token with them at ${new URL('/oauth/token', config.baseUrl)}. ` +
        'The secret is not shown again.\n',
    );
  } finally {
    await place.stop();
  }
}
