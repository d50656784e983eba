import type { Config } from '../config.ts';
import { migrate } from '../database/index.ts';
import { openPlace } from '../open-platform.ts';

/** Brings the database to this version's schema and does nothing else. */
export async function migrateAlone(config: Config): Promise<void> {
  const place = await openPlace(config, { join: true });
  try {
    await migrate(place.ownerUrl, place.login);
  } finally {
    await place.stop();
  }
}
