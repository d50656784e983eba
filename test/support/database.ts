import postgres from 'postgres';
import { inject } from 'vitest';
import { type Database, newId, openDatabase } from '../../src/database/index.ts';
import { type Clock, clockOf } from './clock.ts';

/** A migrated database of its own, for one test file. */
export interface TestDatabase extends Database {
  /** Connects as the owner of the tables. */
  readonly owner: postgres.Sql;
  readonly ownerUrl: string;
  /** Moves the one clock that decides, as nobody but the owner can. */
  readonly clock: Clock;
  /** Closes everything and drops the database. */
  drop(): Promise<void>;
}

/** Copies the template. Every statement of `sql` and `db` runs as the application's role. */
export async function createDatabase(): Promise<TestDatabase> {
  const template = inject('template');
  const name = `test_${newId().replaceAll('-', '')}`;
  await asAdministrator(template.ownerUrl, `create database ${name} template consentgraph`);
  const ownerUrl = to(template.ownerUrl, name);
  const owner = postgres(ownerUrl, { max: 2, onnotice: () => {} });
  const database = await openDatabase({ url: to(template.url, name) });
  return {
    ...database,
    owner,
    ownerUrl,
    clock: clockOf(owner),
    async drop() {
      await Promise.all([database.close(), owner.end({ timeout: 5 })]);
      await asAdministrator(template.ownerUrl, `drop database ${name} with (force)`);
    },
  };
}

async function asAdministrator(ownerUrl: string, statement: string): Promise<void> {
  const administrator = postgres(to(ownerUrl, 'postgres'), { max: 1, onnotice: () => {} });
  try {
    await administrator.unsafe(statement);
  } finally {
    await administrator.end();
  }
}

function to(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
