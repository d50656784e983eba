import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, readClock } from '../../src/database/index.ts';
import { append, appendMany } from '../../src/history/append.ts';
import { historyActions, type NewEntry, performerTypes } from '../../src/history/entry.ts';
import { disclose, eraseDisclosures, leafEncoding, leafHash } from '../../src/history/index.ts';
import { entryOf } from '../../src/history/row.ts';
import { historyTable } from '../../src/history/table.ts';
import { type Vault, verifyCommitment } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor, openTestVault } from './support.ts';

let database: TestDatabase;
let vault: Vault;

beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
});
afterAll(() => database.drop());

test('an entry comes back as it was written, and its hash can be computed from its row', async () => {
  const written = await database.db.transaction(async (tx) =>
    append(tx, {
      ...entryFor(newId()),
      previousStatus: 'INITIATED',
      newStatus: 'ACTIVE',
      performedAt: await readClock(tx),
      facts: { purposeVersionIds: [newId()], nested: { b: 1.5, a: 'ü "quoted"' }, none: undefined },
    }),
  );

  const [row] = await database.db
    .select()
    .from(historyTable)
    .where(eq(historyTable.id, written.id));
  if (!row) throw new Error('the entry is not there');
  const stored = entryOf(row);
  expect(stored).toEqual(written);
  expect(leafHash(stored).toString('hex')).toBe(written.hash);
  expect(written.recordedAt).toEqual(written.performedAt);
});

test('the leaf is SHA-256 over a zero byte and the canonical entry', async () => {
  const [entry] = await database.db.transaction((tx) =>
    appendMany(tx, [{ entry: entryFor(newId()) }]),
  );
  if (!entry) throw new Error('the entry is not there');

  const encoding = leafEncoding(entry);
  expect(encoding).toMatch(/^\{"action":"WITHDRAW","artifactId":".*"v":1\}$/);
  expect(entry.hash).toBe(createHash('sha256').update(`\0${encoding}`).digest('hex'));
});

test('an entry keeps commitments alone, and the person’s key opens what they stand for', async () => {
  const disclosures = { reason: 'Ich ziehe um', ip: '192.0.2.7', notes: null, claims: { a: [1] } };
  const written = await database.db.transaction(async (tx) =>
    append(tx, { ...entryFor(newId()), disclosures }, await vault.createDataKey(tx)),
  );

  expect(Object.keys(written.commitments).sort()).toEqual(['claims', 'ip', 'reason']);
  const [row] =
    await database.sql`select history::text as text from history where id = ${written.id}`;
  expect(row?.text).not.toContain('192.0.2.7');

  const disclosed = (await disclose(database.db, vault, [written.id, newId()])).get(written.id);
  expect(disclosed?.reason?.value).toBe('Ich ziehe um');
  expect(disclosed?.claims?.value).toEqual({ a: [1] });
  for (const [field, { value, salt }] of Object.entries(disclosed ?? {})) {
    const commitment = written.commitments[field] ?? '';
    expect(verifyCommitment(field, value, { commitment, salt })).toBe(true);
  }
});

test('what an erased person disclosed is absent, and the entry stands', async () => {
  const principalId = newId();
  const [kept, erased] = await database.db.transaction(async (tx) => {
    const key = await vault.createDataKey(tx);
    const entry = { ...entryFor(newId()), disclosures: { reason: 'private' } };
    return appendMany(tx, [
      { entry, key },
      { entry: { ...entry, principalId }, key },
    ]);
  });
  if (!kept || !erased) throw new Error('the entries are not there');

  expect(await database.db.transaction((tx) => eraseDisclosures(tx, principalId))).toBe(1);
  const disclosed = await disclose(database.db, vault, [kept.id, erased.id]);
  expect([...disclosed.keys()]).toEqual([kept.id]);
  expect(leafHash(erased).toString('hex')).toBe(erased.hash);
});

test('disclosing without the person’s key is refused before anything is written', async () => {
  const entry = { ...entryFor(newId()), disclosures: { reason: 'private' } };
  await expect(database.db.transaction((tx) => append(tx, entry))).rejects.toThrow(TypeError);
});

test.each([
  'update history set sequence = 9',
  'delete from history',
  'truncate history',
  'update history_other set sequence = 9',
  `delete from history_${new Date().getUTCFullYear()}`,
  `insert into history_${new Date().getUTCFullYear()} select * from history`,
  `truncate history_${new Date().getUTCFullYear()}`,
  'alter table history disable trigger all',
  `select nextval('history_seq')`,
  `select setval('history_seq', 1)`,
  `insert into log (position, history_id, seq, leaf) values (1, gen_random_uuid(), 1, '')`,
  'update log set position = position + 1',
  'delete from log',
  'truncate log',
  'delete from log_state',
])('the application’s role may not: %s', async (statement) => {
  await expect(database.sql.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
});

test('a seq that a writer gives itself is overwritten', async () => {
  const entry = await database.db.transaction((tx) => append(tx, entryFor(newId())));
  const [copy] = await database.sql`
    insert into history select gen_random_uuid(), 1000000000, action, fiduciary_id, principal_id,
      practitioner_id, request_id, artifact_id, sequence, previous_status, new_status,
      performed_by_type, performed_by, performed_at, recorded_at, facts, commitments, leaf
    from history where id = ${entry.id} returning seq`;
  expect(Number(copy?.seq)).toBeLessThan(1_000_000);
});

test('an id of this year and of the next has a partition of its own', async () => {
  const year = new Date().getUTCFullYear();
  const [made] = await database.sql`select make_history_partitions() as count`;
  expect(made?.count).toBe(0);
  const partitions = await database.sql<{ name: string; bounds: string }[]>`
    select inhrelid::regclass::text as name, pg_get_expr(relpartbound, oid) as bounds
    from pg_inherits join pg_class on oid = inhrelid
    where inhparent = 'history'::regclass order by 1`;
  expect(partitions.map(({ name }) => name)).toEqual([
    `history_${year}`,
    `history_${year + 1}`,
    'history_other',
  ]);
  const first = Date.UTC(year, 0, 1).toString(16).padStart(12, '0');
  expect(partitions[0]?.bounds).toContain(`'${first.slice(0, 8)}-${first.slice(8)}-0000-`);
  const [home] = await database.sql`select tableoid::regclass::text as name from history limit 1`;
  expect(home?.name).toBe(`history_${year}`);
});

test.each([
  ['action', 'history_action', historyActions],
  ['performed_by_type', 'performer_type', performerTypes],
] as const)(
  'the database takes every %s there is, and no other',
  async (column, domain, values) => {
    const { owner } = database;
    const [type] = await owner`
      select domain_name as domain from information_schema.columns
      where table_name = 'history' and column_name = ${column}`;
    expect(type?.domain).toBe(domain);
    const [found] = await owner`
      select array(select match[1] from regexp_matches(
        pg_get_constraintdef(oid), '''([A-Z_]+)''', 'g') as match) as listed
      from pg_constraint where conname = ${domain} and contypid <> 0`;
    expect(found?.listed).toEqual([...values]);

    const wrong =
      column === 'action' ? { action: 'OTHER' } : { performedBy: { type: 'OTHER', id: null } };
    const write = database.db.transaction((tx) =>
      append(tx, { ...entryFor(newId()), ...(wrong as Partial<NewEntry>) }),
    );
    await expect(write).rejects.toMatchObject({
      cause: { code: '23514', constraint_name: domain },
    });
  },
);
