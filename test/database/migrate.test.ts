import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, newId, openDatabase } from '../../src/database/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('several servers may migrate an empty database at once', async () => {
  await inEmptyDatabase(async (url) => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(url)));
    const opened = await openDatabase({ url, max: 1 });
    const [row] = await opened.sql`select consent_now() is not null as works`;
    await opened.close();
    expect(row).toEqual({ works: true });
  });
});

test('a database that is newer than the code is refused', async () => {
  await database.owner`
    insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`;
  await expect(migrate(database.ownerUrl)).rejects.toThrow(
    'the database is newer than this code: 1 of its migrations are unknown here',
  );
  await database.owner`delete from drizzle.__drizzle_migrations where hash = 'later'`;
});

test('migrating anew gives the application nothing back that was taken from it', async () => {
  await database.owner`create table guarded (id int)`;
  await database.owner`revoke delete on guarded from consentgraph_app`;
  await migrate(database.ownerUrl);
  await expect(database.sql`delete from guarded`).rejects.toMatchObject({ code: '42501' });
  expect(await database.sql`select * from guarded`).toHaveLength(0);
});

test('a user who may not set the role up is told what an administrator must run', async () => {
  const login = `owner_${newId().slice(-12)}`;
  const password = 'only for this test';
  await database.owner.unsafe(`create role ${login} login password '${password}'`);
  await inEmptyDatabase(async (url) => {
    const asLogin = Object.assign(new URL(url), { username: login, password }).href;
    await expect(migrate(asLogin)).rejects.toThrow(/an administrator must run: .*;$/);
  }, login);
  await database.owner.unsafe(`drop role ${login}`);
});

test('a login user of its own may act as the application after the migration', async () => {
  const login = `server_${newId().slice(-12)}`;
  const password = 'only for this test';
  await database.owner.unsafe(`create role ${login} login password '${password}'`);
  await migrate(database.ownerUrl, login);
  const url = Object.assign(new URL(database.ownerUrl), { username: login, password }).href;
  const opened = await openDatabase({ url, max: 1 });
  const [row] = await opened.sql`select current_user as acting, session_user as login`;
  await opened.close();
  expect(row).toEqual({ acting: 'consentgraph_app', login });
  await database.owner.unsafe(`drop owned by ${login}; drop role ${login}`);
});

async function inEmptyDatabase(
  work: (url: string) => Promise<void>,
  owner?: string,
): Promise<void> {
  const name = `empty_${newId().replaceAll('-', '')}`;
  const administrator = postgres(database.ownerUrl, { max: 1 });
  await administrator.unsafe(`create database ${name} ${owner ? `owner ${owner}` : ''}`);
  try {
    await work(Object.assign(new URL(database.ownerUrl), { pathname: `/${name}` }).href);
  } finally {
    await administrator.unsafe(`drop database ${name} with (force)`);
    await administrator.end();
  }
}
