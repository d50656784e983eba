import { PgBoss } from 'pg-boss';
import type postgres from 'postgres';
import { appRole } from './role.ts';

/** The schema of PostgreSQL that pg-boss keeps its jobs in. */
export const queueSchema = 'pgboss';

/**
 * Brings the tables of pg-boss to the version that is installed here, as their owner, and lets the
 * application's role work with them: a running server creates no table. Queues themselves are rows,
 * which servers make.
 */
export async function migrateQueues(ownerUrl: string, owner: postgres.Sql): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    application_name: 'consentgraph migrate',
    schema: queueSchema,
    max: 1,
    supervise: false,
    schedule: false,
  });
  let failure: unknown;
  boss.on('error', (error) => {
    failure = error;
  });
  try {
    await boss.start();
  } finally {
    await boss.stop({ graceful: false });
  }
  if (failure) throw failure;
  await owner.unsafe(`
    grant usage on schema ${queueSchema} to ${appRole};
    grant select, insert, update, delete on all tables in schema ${queueSchema} to ${appRole};
    grant usage on all sequences in schema ${queueSchema} to ${appRole}`);
}
