import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvidenceBundle } from '../../src/audit/bundle.ts';
import { runProgram } from '../support/program.ts';
import type { SeededConsent } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let folder: string;
let consent: SeededConsent;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-evidence-'));
  const bank = await world.seed.fiduciary();
  const asha = await world.seed.person();
  consent = await asha.agree(await bank.ask(asha, [await bank.purpose()]));
  await asha.withdraw(consent, { reason: 'I moved to another bank' });
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

const evidence = (...args: string[]) => {
  const { databaseUrl = '', dataDirectory, baseUrl } = world.config;
  return runProgram(['evidence', ...args], {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDirectory,
    CMS_BASE_URL: baseUrl.href,
  }).ended;
};
/** Offline: it is told of no database. */
const verify = (...args: string[]) => runProgram(['verify-bundle', ...args]).ended;

async function write(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify(content));
  return file;
}

const tampered: [string, (bundle: EvidenceBundle) => void][] = [
  [
    'artifact signature, artifact hash',
    ({ artifact }) => {
      artifact.payload.validTill = '2099-01-01T00:00:00.000Z';
    },
  ],
  [
    'entry 2 of 3',
    ({ entries }) => {
      const [, entry] = entries;
      if (entry) entry.leaf = entry.leaf.replace('GRANT', 'DENY');
    },
  ],
];

describe('the commands evidence and verify-bundle', () => {
  test('print what proves a consent, and check it offline, step by step', async () => {
    const { code, stdout, stderr } = await evidence(consent.id);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const bundle: EvidenceBundle = JSON.parse(stdout);
    const published = await (await fetch(new URL('/.well-known/jwks.json', world.url))).json();
    const file = await write('evidence.json', bundle);
    const checked = await verify(file, '--keys', await write('jwks.json', published));
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toMatch(/^(ok {5}\S.*\n)+The evidence holds\.\n$/);

    const answers = await Promise.all(
      tampered.map(async ([parts, tamper], at) => {
        const copy = structuredClone(bundle);
        tamper(copy);
        return [parts, await verify(await write(`tampered-${at}.json`, copy))] as const;
      }),
    );
    for (const [parts, { code, stdout }] of answers) {
      expect(code, parts).toBe(1);
      const [last] = stdout.split('\n').slice(-2);
      expect(last).toMatch(new RegExp(`^The evidence does not hold: ${parts}`));
    }
  });

  test('say what is wrong with their arguments, in one line', async () => {
    const text = await write('text.json', 'nothing');
    expect(await evidence()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'consentgraph: evidence takes the id of a consent\n',
    });
    // Not with 1, which would say that the evidence does not hold.
    expect(await verify(text, '--keys', text)).toEqual({
      code: 2,
      stdout: '',
      stderr: `consentgraph: ${text} is no JWK Set (RFC 7517)\n`,
    });
  });
});
