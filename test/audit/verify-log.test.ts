import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkpointVerifiers, signHead } from '../../src/audit/head.ts';
import { type LogReport, verifyLog } from '../../src/audit/verify-log.ts';
import { loadConfig } from '../../src/config.ts';
import { newId } from '../../src/database/index.ts';
import {
  append,
  dropHistoryPartitions,
  leafHash,
  readEntriesById,
} from '../../src/history/index.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import type { Vault } from '../../src/vault/index.ts';
import { entryFor, openTestVault } from '../history/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let vault: Vault;
/** A checkpoint of the first 600 entries, as someone else kept it. */
let kept: string;
const config = loadConfig({ NODE_ENV: 'test', CMS_BASE_URL: 'https://consent.example' });

/** A log of 700 entries, so that there are stored subtrees and checkpoints on the way. */
beforeAll(async () => {
  database = await createDatabase();
  vault = await openTestVault(database);
  await write(600);
  kept = (await signHead({ database, vault, config })).note;
  await write(100);
  await signHead({ database, vault, config });
  for (const table of tables) await tamper(`create table kept_${table} as table ${table}`);
});
afterAll(() => database.drop());

/** As it was before anyone touched it. */
afterEach(async () => {
  await database.clock.reset();
  await database.owner.begin(async (owner) => {
    // Without the triggers that give rows a new place.
    await owner`set local session_replication_role = replica`;
    await owner`select make_history_partitions()`;
    for (const table of tables) {
      await owner.unsafe(`truncate ${table}; insert into ${table} select * from kept_${table}`);
    }
  });
});

const tables = ['history', 'log', 'log_state', 'log_checkpoint', 'log_subtree'];

async function write(count: number): Promise<void> {
  await database.db.transaction(async (tx) => {
    for (let n = 0; n < count; n++) await append(tx, entryFor(newId()));
  });
  await sequenceHistory(database.sql);
}

function verify(outside: string[] = []): Promise<LogReport> {
  return verifyLog(database.db, {
    verifiersOf: (origin) => checkpointVerifiers(vault, origin),
    outside: outside.map((note) => ({ place: 'a safe', note })),
  });
}

/** What a superuser could do: without triggers, and without asking anyone. */
async function tamper(statement: string): Promise<void> {
  await database.owner.unsafe(statement);
}

async function entryAt(position: number): Promise<string> {
  const [row] = await database.owner`select history_id from log where position = ${position}`;
  return row?.history_id;
}

const at = (position: number) => `id = (select history_id from log where position = ${position})`;

describe('the verification of a log', () => {
  test('finds it whole as it was written', async () => {
    const report = await verify([kept]);
    expect(report).toMatchObject({
      entries: 700,
      dropped: 0,
      subtrees: 2,
      checkpoints: 3,
      touched: [],
    });
    expect(report.root).toEqual((await signHead({ database, vault, config })).root);
  });

  test('finds an empty log whole', async () => {
    await tamper('truncate history, log, log_state, log_checkpoint, log_subtree');
    expect(await verify()).toMatchObject({ entries: 0, touched: [] });
  });

  const rows: [string, string][] = [
    ['action', `action = 'GRANT'`],
    ['time', `performed_at = performed_at + interval '1 millisecond'`],
    ['status', `new_status = 'ACTIVE'`],
    ['performer', `performed_by_type = 'OPERATOR'`],
    ['principal', 'principal_id = gen_random_uuid()'],
    ['version', 'sequence = sequence + 1'],
    ['facts', `facts = '{"successorId":"x"}'`],
    ['commitments', `commitments = '{"reason":"x"}'`],
  ];

  test('names each entry whose row was changed, whatever of it', async () => {
    for (const [index, [, change]] of rows.entries()) {
      await tamper(`update history set ${change} where ${at(100 + index)}`);
    }
    const { touched } = await verify();
    expect(touched.map(({ position }) => position)).toEqual(rows.map((_, index) => 100 + index));
    for (const { entryId, position, finding } of touched) {
      expect(entryId).toBe(await entryAt(position ?? 0));
      expect(finding).toBe('its row in history was changed');
    }
  });

  test('names the first of several', async () => {
    await tamper(`update history set new_status = 'ACTIVE' where ${at(650)}`);
    await tamper(`update history set new_status = 'ACTIVE' where ${at(17)}`);
    const { touched } = await verify();
    expect(touched.map(({ position }) => position)).toEqual([17, 650]);
  });

  test('names the entry whose leaf hash was changed, beside its row or in the log', async () => {
    const flipped = 'leaf = set_byte(leaf, 5, get_byte(leaf, 5) # 1)';
    await tamper(`update history set ${flipped} where ${at(5)}`);
    await tamper(`update log set ${flipped} where position = 300`);
    const { touched } = await verify();
    expect(touched.map(({ position, upTo, finding }) => [position, upTo, finding])).toEqual([
      [5, undefined, 'the leaf hash beside its row in history was changed'],
      [300, undefined, expect.stringContaining('its leaf hash in the log was changed')],
      [1, 600, expect.stringContaining('the stored checkpoint of 600 entries is not of this log')],
      [257, 512, expect.stringContaining('the stored tree over positions 257 to 512 is not')],
    ]);
  });

  test('narrows down an entry that was rewritten with all its hashes', async () => {
    const entryId = await entryAt(300);
    const entry = (await readEntriesById(database.db, [entryId])).get(entryId);
    if (!entry) throw new Error('there is no entry 300');
    const forged = leafHash({ ...entry, newStatus: 'ACTIVE' });
    await database.owner`
      update history set new_status = 'ACTIVE', leaf = ${forged} where id = ${entryId}`;
    await database.owner`update log set leaf = ${forged} where position = 300`;
    const { touched } = await verify([kept]);
    expect(touched.map(({ position, upTo }) => [position, upTo])).toEqual([
      [1, 600],
      [1, 600],
      [257, 512],
    ]);
  });

  test('names what is missing', async () => {
    const entryId = await entryAt(44);
    await tamper(`delete from history where ${at(44)}`);
    await tamper('delete from log where position = 500');
    const { touched } = await verify();
    expect(touched.slice(0, 2)).toEqual([
      { position: 44, entryId, finding: 'its row is missing from history' },
      { position: 500, entryId: null, finding: 'the log has no position 500; the tree ends here' },
    ]);
  });

  test('notices that the end of the log is gone', async () => {
    await tamper('delete from log where position > 650');
    const { touched } = await verify();
    expect(touched.map(({ finding }) => finding)).toEqual(
      expect.arrayContaining([
        'the log ends at 650, but 700 positions were given',
        'the stored checkpoint of 700 entries is of 700 entries: the end of the log is gone',
      ]),
    );
  });

  test('notices an entry that was slipped in beside the log', async () => {
    await tamper(`
      set session_replication_role = replica;
      insert into history select (jsonb_populate_record(h, jsonb_build_object(
        'id', gen_random_uuid(), 'seq', -1))).* from history h where ${at(9)};
      reset session_replication_role`);
    const { touched } = await verify();
    expect(touched).toMatchObject([
      { position: null, finding: 'it is in history, but never came into the log' },
    ]);
  });

  test('notices entries that changed places', async () => {
    await tamper(`update history set seq = seq + 100000 where ${at(12)}`);
    const { touched } = await verify();
    expect(touched).toMatchObject([
      { position: 12, finding: 'its place in the order of history was changed' },
    ]);
  });

  test('names a stored subtree or checkpoint that was changed', async () => {
    await tamper(`update log_subtree set hash = sha256('x') where index = 1`);
    await tamper(`update log_checkpoint set note = replace(note, '600', '601') where size = 600`);
    const { touched } = await verify();
    expect(touched).toMatchObject([
      { position: 257, finding: expect.stringContaining('positions 257 to 512') },
      {
        position: null,
        finding:
          'the stored checkpoint of 600 entries is not to be trusted: its text or its signature was changed',
      },
    ]);
  });

  test('knows a log that was rewritten as a whole by a checkpoint kept outside', async () => {
    await tamper('truncate history, log, log_state, log_checkpoint, log_subtree');
    await write(700);
    await signHead({ database, vault, config });
    expect((await verify()).touched).toEqual([]);
    const { touched } = await verify([kept]);
    expect(touched).toEqual([
      {
        position: 1,
        upTo: 600,
        entryId: null,
        finding: expect.stringMatching(/^the checkpoint in a safe is not of this log/),
      },
    ]);
  });

  test('passes over the years that retention dropped, whose leaf hashes stay', async () => {
    await database.clock.advance(12 * 366 * 24 * 60 * 60 * 1000);
    expect(await dropHistoryPartitions(database.db)).toBeGreaterThan(0);
    expect(await verify([kept])).toMatchObject({ entries: 700, dropped: 700, touched: [] });
  });

  test('does not take a year for dropped whose time is not over', async () => {
    const [year] = await database.owner`select extract(year from now() at time zone 'UTC') as y`;
    await tamper(`drop table history_${year?.y}`);
    const { touched } = await verify();
    expect(touched).toHaveLength(700);
    expect(touched[0]).toMatchObject({ position: 1, finding: 'its row is missing from history' });
  });
});
