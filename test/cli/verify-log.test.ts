import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signHead } from '../../src/audit/head.ts';
import { loadConfig } from '../../src/config.ts';
import { newId } from '../../src/database/index.ts';
import { configuredKeys, openVault } from '../../src/vault/index.ts';
import { writeEntries } from '../audit/log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let signer: Parameters<typeof signHead>[0];
let environment: Record<string, string>;
let folder: string;
/** A checkpoint of the log as it was before anyone touched it. */
let kept: string;
beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-verify-'));
  const key = randomBytes(32);
  environment = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    CMS_BASE_URL: 'https://consent.example',
    KEY_ENCRYPTION_KEYS: `test:${key.toString('base64')}`,
  };
  const vault = await openVault(database, configuredKeys([{ id: 'test', key }]));
  signer = { database, vault, config: loadConfig(environment) };
  await writeEntries(database, 8, newId());
  kept = join(folder, 'checkpoint');
  await writeFile(kept, (await signHead(signer)).note);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => runProgram(['verify-log', ...args], environment).ended;

describe('the command verify-log', () => {
  test('finds a whole log whole, and says how far it is when that takes long', async () => {
    const { owner } = database;
    let running: ReturnType<typeof run> | undefined;
    await owner.begin(async (tx) => {
      await tx`lock table history`;
      running = run('--checkpoint', kept);
      await until(async () => {
        const [row] = await owner`
          select count(*)::int as waiting from pg_locks
          where not granted and relation = 'history'::regclass
            and database = (select oid from pg_database where datname = current_database())`;
        return row?.waiting > 0;
      });
      await delay(1_100);
    });
    const ended = await running;
    expect(ended).toMatchObject({ code: 0 });
    expect(ended?.stderr).toMatch(/^(\d+ of \d+ entries \(\d+ %\)\n)+$/);
    expect(ended?.stdout).toMatch(/1 of these kept outside\nThe log is whole and untouched\.\n$/);
  });

  test('takes a checkpoint from an address', async () => {
    const safe = createServer((_request, response) => response.end('nonsense'));
    await new Promise<void>((resolve) => safe.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(safe.address() as AddressInfo).port}/checkpoint`;
    const { code, stdout } = await run('--checkpoint', url);
    safe.close();
    expect(code).toBe(1);
    expect(stdout).toContain(`TOUCHED, first of all: ${url} holds no checkpoint`);
  });

  test('says in one line what is wrong with its arguments', async () => {
    // Not with 1, which would say that the log was touched.
    expect(await run('--chekpoint', 'x')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^consentgraph: Unknown option '--chekpoint'[^\n]*\n$/),
    });
  });

  test('names the entry of which a superuser flipped one byte', async () => {
    const [entry] = await database.owner`
      select history_id as id from log where position = 5`;
    await database.owner`
      update history set leaf = set_byte(leaf, 0, get_byte(leaf, 0) # 1) where id = ${entry?.id}`;
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toContain(`TOUCHED, first of all: position 5, entry ${entry?.id}: `);
  });

  test('knows a log that was rewritten as a whole by a checkpoint that was kept outside', async () => {
    await database.owner`truncate history, log, log_state, log_checkpoint, log_subtree`;
    await writeEntries(database, 12, newId());
    await signHead(signer);
    const { code, stdout } = await run('--checkpoint', kept);
    expect(code).toBe(1);
    expect(stdout).toContain(`the checkpoint in ${kept} is not of this log`);
  });
});
