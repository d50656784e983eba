import type postgres from 'postgres';
import { DatabaseProblem } from './problem.ts';

/** The role that every statement of a running server is executed as. */
export const appRole = 'consentgraph_app';

/**
 * Makes the application's role if the cluster lacks it, lets it read and write the tables that the
 * migrations are about to create, and lets the user that servers connect as act as it.
 *
 * @throws DatabaseProblem with the SQL for an administrator, when this user may not do so.
 */
export async function ensureAppRole(owner: postgres.Sql, login: string): Promise<void> {
  await owner
    .unsafe(`
    do $$ begin
      if not exists (select from pg_roles where rolname = '${appRole}') then
        create role ${appRole};
      end if;
    exception
      -- Roles belong to the whole cluster: another database's migration may win the race.
      when duplicate_object or unique_violation then null;
    end $$`)
    .catch((error) => {
      throw administratorMust(`create role ${appRole}`, error);
    });
  await owner.unsafe(`grant usage on schema public to ${appRole}`);
  // Privileges on tables are given at their creation only, so that what a migration takes away
  // from the role afterwards stays taken away.
  await owner.unsafe(`
    alter default privileges in schema public
      grant select, insert, update, delete on tables to ${appRole};
    alter default privileges in schema public grant usage on sequences to ${appRole}`);
  await admit(owner, login);
}

async function admit(owner: postgres.Sql, login: string): Promise<void> {
  // Until PostgreSQL 16 every member of a role could act as it.
  const [may] = await owner`
    select pg_has_role(${login}, ${appRole},
      case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end
    ) as already`;
  if (may?.already) return;
  await owner`grant ${owner(appRole)} to ${owner(login)}`.catch((error) => {
    throw administratorMust(`grant ${appRole} to "${login}"`, error);
  });
}

function administratorMust(statement: string, cause: unknown): DatabaseProblem {
  return new DatabaseProblem(
    `this database user may not set up the application's role; an administrator must run: ${statement};`,
    { cause },
  );
}
