import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimedSize } from '../../src/audit/checkpoint.ts';
import { keepCheckpoint, LogProblem, requireKeptLog } from '../../src/audit/outside.ts';
import { loadConfig } from '../../src/config.ts';
import { newId } from '../../src/database/index.ts';
import { openTestVault } from '../history/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { writeEntries } from './log.ts';

let folder: string;
let file: string;
let database: TestDatabase;
let server: Parameters<typeof keepCheckpoint>[0];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-checkpoint-'));
  file = join(folder, 'checkpoint');
  database = await createDatabase();
  const config = loadConfig({
    NODE_ENV: 'test',
    CMS_BASE_URL: 'https://consent.example',
    AUDIT_CHECKPOINT_FILE: file,
  });
  const log = pino({ level: 'silent' });
  server = { database, vault: await openTestVault(database), config, log };
  await writeEntries(database, 5, newId());
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const kept = () => readFile(file, 'utf8');

describe('a checkpoint kept outside', () => {
  test('follows the log, whole at every moment', async () => {
    await keepCheckpoint(server);
    expect(claimedSize(await kept())).toBe(5);
    const first = await kept();
    await keepCheckpoint(server);
    expect(await kept()).toBe(first);
    await writeEntries(database, 2, newId());
    await Promise.all([keepCheckpoint(server), keepCheckpoint(server)]);
    expect(claimedSize(await kept())).toBe(7);
    expect(await readdir(folder)).toEqual(['checkpoint']);
  });

  test('of a log that is all there lets a server start', async () => {
    await requireKeptLog(server);
    await keepCheckpoint(server);
    await requireKeptLog(server);
    await writeEntries(database, 2, newId());
    await requireKeptLog(server);
  });

  test('of a log that lost its newest entries keeps a server from starting', async () => {
    await keepCheckpoint(server);
    await database.owner`delete from log where position > 3`;
    await expect(requireKeptLog(server)).rejects.toThrow(LogProblem);
    await expect(requireKeptLog(server)).rejects.toThrow(
      /^the log ends at 3, but the checkpoint in .* was signed when it had 5 entries/,
    );
  });

  test('of another log keeps a server from starting', async () => {
    await keepCheckpoint(server);
    await database.owner`update log set leaf = sha256('x') where position = 2`;
    await expect(requireKeptLog(server)).rejects.toThrow(/^the log is not the one/);
  });

  test.each([
    ['nonsense', () => 'nonsense'],
    ['another size', (note: string) => note.replace('\n5\n', '\n4\n')],
  ])('with %s in it keeps a server from starting', async (_what, change) => {
    await keepCheckpoint(server);
    await writeFile(file, change(await kept()));
    await expect(requireKeptLog(server)).rejects.toThrow(/is not to be trusted/);
  });

  test.each([
    ['lost its newest entries', 'delete from log where position > 3', 0],
    ['was changed and grew', `update log set leaf = sha256('x') where position = 2`, 9],
  ])('is not replaced by one of a log that %s', async (_what, tamper, more) => {
    await keepCheckpoint(server);
    const whole = await kept();
    await database.owner.unsafe(tamper);
    await writeEntries(database, more, newId());
    await expect(keepCheckpoint(server)).rejects.toThrow(LogProblem);
    expect(await kept()).toBe(whole);
  });

  test('that cannot be written fails the task, and leaves nothing behind', async () => {
    const config = { ...server.config, auditCheckpointFile: join(folder, 'nowhere', 'file') };
    await expect(keepCheckpoint({ ...server, config })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
