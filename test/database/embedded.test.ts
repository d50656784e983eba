import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startEmbedded } from '../../src/database/index.ts';

/** A data directory that was started once and stopped: making one takes longer than all the rest. */
let started: string;
let folder: string;
beforeAll(async () => {
  started = await newFolder();
  await (await startEmbedded(started)).stop();
});
afterAll(() => remove(started));
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => remove(folder));

test('a restart finds what was written', async () => {
  await copyStarted();
  const first = await startEmbedded(folder);
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await startEmbedded(folder);
  expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('every acknowledged row survives kill -9 of the server, whose database is taken over', async () => {
  await copyStarted();
  const { acknowledged, child } = await writer(folder, 200);
  child.kill('SIGKILL');
  await exit(child);
  const embedded = await startEmbedded(folder);
  expect(await numbers(embedded.ownerUrl)).toEqual(expect.arrayContaining(acknowledged()));
  await embedded.stop();
});

test('every acknowledged row survives kill -9 of the server and of PostgreSQL', async () => {
  await copyStarted();
  const { acknowledged, child } = await writer(folder, 200);
  process.kill(await postmasterOf(folder), 'SIGKILL');
  child.kill('SIGKILL');
  await exit(child);
  const embedded = await startEmbedded(folder);
  expect(await numbers(embedded.ownerUrl)).toEqual(expect.arrayContaining(acknowledged()));
  await embedded.stop();
});

test.runIf(process.platform === 'linux').each(['a zombie', 'another program'])(
  'a killed PostgreSQL whose number is %s does not hinder the next start',
  async (what) => {
    await copyStarted();
    const first = await startEmbedded(folder);
    const file = join(folder, 'postgres/data/postmaster.pid');
    const [, ...left] = (await readFile(file, 'utf8')).split('\n');
    await first.stop();
    // The shell's child ends at once, and what the shell then becomes never collects it.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    const zombie = await new Promise<string>((resolve) => {
      parent.stdout.setEncoding('utf8').once('data', (text) => resolve(text.trim()));
    });
    const pid = what === 'a zombie' ? zombie : parent.pid;
    await writeFile(file, [pid, ...left].join('\n'));
    const second = await startEmbedded(folder);
    parent.kill();
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
  },
);

test('of servers that start at once on a new folder one wins, and the others say who has it', async () => {
  const starts = await Promise.allSettled([1, 2, 3].map(() => startEmbedded(folder)));
  const won = starts.filter((start) => start.status === 'fulfilled');
  const lost = starts.filter((start) => start.status === 'rejected');
  expect(won).toHaveLength(1);
  for (const { reason } of lost) {
    expect(reason.name).toBe('DatabaseProblem');
    expect(reason.message).toBe(
      `another server is running on the data directory ${folder}: stop it, or set DATA_DIR`,
    );
  }
  expect(await query(won[0]?.value.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
  await won[0]?.value.stop();
});

test('it listens on the loopback interface, with checksums, to those who have a password', async () => {
  await copyStarted();
  const embedded = await startEmbedded(folder);
  const [settings] = await query(
    embedded.ownerUrl,
    `select current_setting('listen_addresses') as listen, current_setting('data_checksums') as checksums,
      current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync`,
  );
  expect(settings).toEqual({ listen: '127.0.0.1', checksums: 'on', sockets: '', fsync: 'on' });
  const without = Object.assign(new URL(embedded.ownerUrl), { password: 'guess' }).href;
  await expect(query(without, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(folder, 'postgres/passwords.json'))).mode & 0o777).toBe(0o600);
  await embedded.stop();
});

test.runIf(process.getuid?.() === 0)(
  'root may keep its data in a folder that only root can enter',
  async () => {
    await chmod(folder, 0o700);
    const first = await startEmbedded(folder);
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await startEmbedded(folder);
    expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  },
);

async function newFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'consentgraph-embedded-'));
  await chmod(made, 0o755);
  return made;
}

/** Its files keep their owner, without whom PostgreSQL does not start. */
async function copyStarted(): Promise<void> {
  // What root had to put elsewhere would be shared: there each test makes its own.
  if ((await lstat(join(started, 'postgres/data'))).isSymbolicLink()) return;
  await promisify(execFile)('cp', ['-a', join(started, 'postgres'), folder]);
}

async function remove(directory: string): Promise<void> {
  const data = join(directory, 'postgres/data');
  // A test that failed halfway leaves its PostgreSQL running.
  if (existsSync(join(data, 'postmaster.pid'))) {
    process.kill(await postmasterOf(directory), 'SIGKILL');
  }
  // What root had to put elsewhere goes too.
  if (existsSync(data)) await rm(dirname(await realpath(data)), { recursive: true });
  await rm(directory, { recursive: true, force: true });
}

async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

async function numbers(url: string): Promise<number[]> {
  return (await query(url, 'select number from written')).map((row) => row.number);
}

async function postmasterOf(dataDirectory: string): Promise<number> {
  const file = join(dataDirectory, 'postgres/data/postmaster.pid');
  return Number.parseInt(await readFile(file, 'utf8'), 10);
}

/** Starts the writing process and waits until that many rows were acknowledged. */
async function writer(data: string, rows: number) {
  const program = join(import.meta.dirname, '../support/programs/writer.ts');
  const child = spawn(process.execPath, [program, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const acknowledged = () => output.split('\n').slice(0, -1).map(Number);
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (acknowledged().length >= rows) resolve();
    });
  });
  return { child, acknowledged };
}

function exit(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.signalCode !== null || child.exitCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}
