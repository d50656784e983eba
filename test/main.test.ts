import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createDatabase, type TestDatabase } from './support/database.ts';
import { runProgram } from './support/program.ts';

let database: TestDatabase;
let dataDirectory: string;
beforeAll(async () => {
  database = await createDatabase();
  dataDirectory = await mkdtemp(join(tmpdir(), 'consentgraph-main-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDirectory, { recursive: true });
});

const production = {
  NODE_ENV: 'production',
  CMS_BASE_URL: 'https://consent.example',
  KEY_ENCRYPTION_KEYS: `one:${Buffer.alloc(32, 1).toString('base64')}`,
};
const environment = () => ({
  DATABASE_URL: database.url,
  DATABASE_OWNER_URL: database.ownerUrl,
  DATA_DIR: dataDirectory,
  PORT: '0',
});

describe('token', () => {
  test('prints a token for the role and nothing else', async () => {
    const { code, stdout, stderr } = await runProgram(['token', 'fiduciary'], environment()).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(stdout.trim())).toMatchObject({ roles: ['fiduciary'] });
  });

  test('takes the subject and the ids of its bearer', async () => {
    const fiduciary = '01a1fb00-0000-7000-8000-000000000001';
    const practitioner = '01a1fb00-0000-7000-8000-000000000002';
    const args = ['--subject', 'me', '--fiduciary', fiduciary, '--practitioner', practitioner];
    const { stdout } = await runProgram(['token', 'practitioner', ...args], environment()).ended;
    expect(decodeJwt(stdout.trim())).toMatchObject({
      sub: 'me',
      roles: ['practitioner'],
      fiduciary_id: fiduciary,
      practitioner_id: practitioner,
    });
  });

  test('without a role it knows, it names those it knows', async () => {
    const { code, stdout, stderr } = await runProgram(['token', 'doctor'], environment()).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'consentgraph: token takes one role: principal, practitioner, fiduciary, operator, auditor\n',
    );
  });

  test('does not exist in production', async () => {
    const { code, stdout, stderr } = await runProgram(['token', 'operator'], {
      ...environment(),
      ...production,
    }).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^consentgraph: .*production.*\n$/);
  });
});

describe('start', () => {
  test('serves, and stops cleanly when told to', async () => {
    const program = runProgram([], { ...environment(), LOG_LEVEL: 'silent' });
    const [, url] = await program.says(/API +(http:\S+)\/graphql/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('in production lines of the log are gathered, and none is lost at the end', async () => {
    // A database of its own, whose keys are under those of production.
    const fresh = await createDatabase();
    onTestFinished(() => fresh.drop());
    const program = runProgram(['start'], {
      ...environment(),
      ...production,
      DATABASE_URL: fresh.url,
      DATABASE_OWNER_URL: fresh.ownerUrl,
      HOST: '127.0.0.1',
    });
    const [, url] = await program.says(/Server listening at (http:[^"]+)/);
    // More than is gathered at once, and some after that.
    const ids = Array.from({ length: 100 }, (_, n) => `request-${n}`);
    for (const id of ids) await fetch(`${url}/healthz`, { headers: { 'x-request-id': id } });
    program.child.kill('SIGTERM');
    const { code, stdout } = await program.ended;
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    const logged = lines.map((line) => JSON.parse(line) as { correlationId?: string; msg: string });
    expect(logged.flatMap(({ correlationId }) => correlationId ?? [])).toEqual(ids);
    expect(logged.filter(({ msg }) => msg === 'stopping').length).toBe(1);
  });

  test.each([
    ['a variable that makes no sense', { PORT: 'http' }, /^consentgraph: PORT: must be [^\n]+\n$/],
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgres://someone:hunter2@127.0.0.1:1/nowhere', DATABASE_OWNER_URL: '' },
      /^consentgraph: cannot use the database at 127\.0\.0\.1:1\/nowhere: [^\n]+\n$/,
    ],
  ])('%s is one line and an exit code', async (_what, env, line) => {
    const { code, stderr } = await runProgram(['start'], { ...environment(), ...env }).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain('hunter2');
  });

  test('a port in use is one line and an exit code', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = String((other.address() as { port: number }).port);
    const { code, stderr } = await runProgram(['start'], { ...environment(), PORT: port }).ended;
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`consentgraph: port ${port} is in use: stop what uses it, or set PORT\n`);
  });

  test('a database that is newer than the code is one line and an exit code', async () => {
    await database.owner`
      insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`;
    const { code, stderr } = await runProgram(['start'], environment()).ended;
    await database.owner`delete from drizzle.__drizzle_migrations where hash = 'later'`;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^consentgraph: the database is newer than this code: [^\n]+\n$/);
  });
});

test('bootstrap makes an operator whose credentials buy a token', async () => {
  const { code, stdout } = await runProgram(['bootstrap'], environment()).ended;
  expect(code).toBe(0);
  const clientId = /^client_id +(\S+)$/m.exec(stdout)?.[1] ?? '';
  const secret = /^client_secret +(\S+)$/m.exec(stdout)?.[1] ?? '';
  const program = runProgram(['start'], { ...environment(), LOG_LEVEL: 'silent' });
  const [, url] = await program.says(/API +(http:\S+)\/graphql/);
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  expect(decodeJwt(token)).toMatchObject({ roles: ['operator'] });
  program.child.kill('SIGTERM');
  await program.ended;
});

test('a command that does not exist shows those that do', async () => {
  const { code, stdout, stderr } = await runProgram(['serve']).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^Usage: /);
});
