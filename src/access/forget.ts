import { sql } from 'drizzle-orm';
import type { Platform } from '../platform.ts';

/** Deletes what is older than the year for which such logs are kept (DPDP Rules 2025, rule 6(1)(e)). */
export async function forgetAccesses({ database }: Pick<Platform, 'database'>): Promise<void> {
  await database.db.execute(
    sql`delete from access_log where read_at < consent_now() - interval '1 year'`,
  );
  await database.db.execute(
    sql`delete from validation_count where day < (consent_now() at time zone 'UTC')::date - 366`,
  );
}
