import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-development-'));
});
afterEach(() => rm(folder, { recursive: true }));

const config = () => ({ environment: 'development' as const, dataDirectory: join(folder, 'data') });

test('processes that start at once on an empty folder agree on one key', async () => {
  const program = `
    import { openDevelopmentIssuer } from './src/auth/development.ts';
    const config = { environment: 'development', dataDirectory: process.argv[1] };
    const issuer = openDevelopmentIssuer(config);
    console.log(await issuer.mint({ sub: 'asha', roles: ['principal'] }));`;
  const run = promisify(execFile);
  const minted = await Promise.all(
    Array.from({ length: 5 }, () =>
      run(process.execPath, ['--input-type=module', '-e', program, config().dataDirectory]),
    ),
  );
  const issuer = openDevelopmentIssuer(config());
  for (const { stdout } of minted) {
    const { payload } = await jwtVerify(stdout.trim(), issuer.key);
    expect(payload).toMatchObject({ sub: 'asha', roles: ['principal'] });
  }
  expect(await readdir(config().dataDirectory)).toHaveLength(1);
});

test('its key is for its owner to read, and no one else', async () => {
  openDevelopmentIssuer(config());
  const [file] = await readdir(config().dataDirectory);
  const { mode } = await stat(join(config().dataDirectory, file ?? ''));
  expect(mode & 0o777).toBe(0o600);
});

test('another folder has another key', async () => {
  const token = await openDevelopmentIssuer(config()).mint({ sub: 'asha', roles: ['principal'] });
  const other = openDevelopmentIssuer({ ...config(), dataDirectory: join(folder, 'other') });
  await expect(jwtVerify(token, other.key)).rejects.toMatchObject({
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  });
});
