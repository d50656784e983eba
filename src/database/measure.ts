import { sql } from 'drizzle-orm';
import type { MetricGroup } from '../metrics.ts';
import type { Database } from './open.ts';

/** The connections to this database of all servers, by what they are doing. */
export function databaseMetrics(database: Database, poolSize: number): MetricGroup {
  return {
    name: 'database',
    help: {
      database_connections:
        'Connections of all servers to the database, by state (active, idle, idle in transaction, …).',
      database_pool_size: 'The most connections that this server opens.',
      database_oldest_transaction_seconds: 'How long the oldest open transaction has been open.',
    },
    async read() {
      const rows = await database.db.execute<{ state: string; count: number; oldest: number }>(sql`
        select coalesce(state, 'other') as state, count(*)::int as count,
          coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)::float8 as oldest
        from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() group by state`);
      return {
        database_connections: {
          label: 'state',
          values: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
        },
        database_pool_size: poolSize,
        database_oldest_transaction_seconds: Math.max(0, ...rows.map(({ oldest }) => oldest)),
      };
    },
  };
}
