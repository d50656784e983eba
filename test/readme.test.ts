import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Program, runProgram } from './support/program.ts';

const root = join(import.meta.dirname, '..');
const advertised = 'http://localhost:3000';

let dataDirectory: string;
let server: Program;
let url: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'consentgraph-readme-'));
  // PostgreSQL's own user enters it too, where root runs this: else its data would be put elsewhere.
  await chmod(dataDirectory, 0o755);
  const environment = { DATA_DIR: dataDirectory, PORT: '0', CMS_BASE_URL: advertised };
  server = runProgram(['start'], environment);
  const [, found = ''] = await server.says(/API +(\S+)\/graphql/);
  url = found;
});

afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  await rm(dataDirectory, { recursive: true });
});

test('what the README pastes answers what the README says', async () => {
  const steps = pastedSteps(await readFile(join(root, 'README.md'), 'utf8'));
  expect(steps).toHaveLength(7);
  const script = steps.map(({ shell }) => `echo '${mark}'\n${shell}`).join('\n');
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-ec', script.replaceAll(advertised, url)],
    { cwd: root, env: { ...process.env, DATA_DIR: dataDirectory } },
  );
  const answers = stdout.split(`${mark}\n`).slice(1);
  steps.forEach(({ answer }, index) => {
    expect(elided(JSON.parse(answers[index] ?? ''), answer)).toEqual(answer);
  });
});

test('the configuration table names every variable', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const config = await readFile(join(root, 'src/config.ts'), 'utf8');
  const variables = [...config.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);
  expect(variables.length).toBeGreaterThan(20);
  expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

const mark = '--- next ---';

/** A block of shell that a block of JSON follows: what to paste, and what it answers. */
function pastedSteps(readme: string): { shell: string; answer: unknown }[] {
  const pairs = readme.matchAll(/```sh\n((?:(?!```)[\s\S])*)```\n\n```json\n([\s\S]*?)```/g);
  return [...pairs].map(([, shell = '', json = '']) => ({ shell, answer: JSON.parse(json) }));
}

/** The answer with `…` wherever the README has it. */
function elided(answer: unknown, shown: unknown): unknown {
  if (typeof answer === 'string' && typeof shown === 'string' && shown.includes('…')) {
    const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`).test(answer) ? shown : answer;
  }
  if (typeof answer !== 'object' || answer === null) return answer;
  const theirs = (shown ?? {}) as Record<string, unknown>;
  const entries = Object.entries(answer).map(([key, value]) => [key, elided(value, theirs[key])]);
  return Array.isArray(answer) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
