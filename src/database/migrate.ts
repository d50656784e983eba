import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { connectionProblem, DatabaseProblem } from './problem.ts';
import { migrateQueues } from './queues.ts';
import { ensureAppRole } from './role.ts';
import { endingTheLost, patience } from './silence.ts';

/** Two levels up, from `src/database` and from a build alike. */
const migrationsFolder = join(import.meta.dirname, '../../drizzle');

/** One lock for all servers of a database; any constant that nothing else uses will do. */
const migrationLock = 7_264_001;

/**
 * Brings a database to this code's schema, moving only forward. Several servers may call it at
 * once: one works, the others wait and find nothing left to do.
 *
 * @param ownerUrl connects as the user that owns the tables.
 * @param login the user that servers connect as, who is allowed to act as the application's role;
 * the owner unless said.
 * @throws DatabaseProblem when the database cannot be reached, is newer than this code, or its
 * user may not set up the application's role.
 */
export async function migrate(ownerUrl: string, login?: string): Promise<void> {
  const owner = postgres(ownerUrl, {
    max: 1,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { ...endingTheLost(patience), application_name: 'consentgraph migrate' },
  });
  try {
    await owner`select pg_advisory_lock(${migrationLock})`;
    await refuseNewer(owner);
    const [me] = await owner`select current_user as name`;
    await ensureAppRole(owner, login ?? me?.name);
    await applyMigrations(drizzle(owner), { migrationsFolder }).catch((error) => {
      throw migrationProblem(error);
    });
    await migrateQueues(ownerUrl, owner);
  } catch (error) {
    throw error instanceof DatabaseProblem ? error : connectionProblem(ownerUrl, error);
  } finally {
    await owner.end({ timeout: 5 });
  }
}

/** Drizzle knows a migration by the moment it was generated, and applies what is after the last. */
async function refuseNewer(owner: postgres.Sql): Promise<void> {
  const [table] = await owner`select to_regclass('drizzle.__drizzle_migrations') as found`;
  if (!table?.found) return;
  const known = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  const [applied] = await owner<{ unknown: number }[]>`
    select count(*)::int as unknown from drizzle.__drizzle_migrations
    where created_at <> all(${known}::bigint[])`;
  if (!applied?.unknown) return;
  throw new DatabaseProblem(
    `the database is newer than this code: ${applied.unknown} of its migrations are unknown here`,
  );
}

/** Drizzle's own message is the whole failed statement; what went wrong is in its cause. */
function migrationProblem(error: unknown): DatabaseProblem {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new DatabaseProblem(`the database could not be migrated: ${reason}`, { cause: error });
}
