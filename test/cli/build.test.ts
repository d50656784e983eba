import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, utimes } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../support/program.ts';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'dist/latest');

/** The texts of a folder's files, by name. */
async function textsIn(folder: string, ending: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
  const texts = names.map((name) => readFile(join(folder, name), 'utf8'));
  return new Map((await Promise.all(texts)).map((text, i) => [names[i] ?? '', text]));
}

/** The modules of packages that were built, by package, without the folder of packages. */
async function modulesBuilt(): Promise<Map<string, string[]>> {
  const modules = new Map<string, string[]>();
  for (const map of (await textsIn(built, '.js.map')).values()) {
    for (const source of (JSON.parse(map) as { sources: string[] }).sources) {
      const [, path] = /.*node_modules\/(.+)$/.exec(source) ?? [];
      const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(path ?? '') ?? [];
      if (path && name) modules.set(name, [...(modules.get(name) ?? []), path]);
    }
  }
  return modules;
}

test('the built server has the same schema as its source', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-schema-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { code, stderr } = await runProgram(['schema', folder]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await textsIn(folder, '.graphql')).toEqual(
    await textsIn(join(root, 'schema'), '.graphql'),
  );
});

test('what is built needs no package any more but those that may be missing', async () => {
  const needed = new Set<string>();
  for (const text of (await textsIn(built, '.js')).values()) {
    const imports = text.matchAll(/^(?:import|export) (?:[^"'\n]*? from )?"([^".][^"]*)";$/gm);
    const requires = text.matchAll(/\b__require\("([^"]+)"\)/g);
    for (const [, name = ''] of [...imports, ...requires]) needed.add(name);
  }
  const ofNode = [...needed].filter((name) => isBuiltin(name));
  expect(ofNode).toEqual(expect.arrayContaining(['node:http', 'node:crypto', 'tls']));
  expect([...needed].filter((name) => !isBuiltin(name)).sort()).toEqual([
    'bufferutil',
    'pg-native',
    'utf-8-validate',
  ]);
});

test('packages whose values know each other are built once, and what nobody uses is not', async () => {
  const modules = await modulesBuilt();
  expect(modules.size).toBeGreaterThan(100);
  const graphql = modules.get('graphql') ?? [];
  expect(graphql).toContain('graphql/type/definition.mjs');
  expect(graphql.filter((path) => !path.endsWith('.mjs'))).toEqual([]);
  for (const name of ['graphql', 'type-graphql', 'drizzle-orm', 'reflect-metadata', 'pino']) {
    const paths = modules.get(name) ?? [];
    expect(paths.length, name).toBeGreaterThan(0);
    expect(new Set(paths).size, name).toBe(paths.length);
  }
  for (const name of ['yup', 'lodash', 'rrule-temporal', 'glob']) {
    expect(modules.has(name), name).toBe(false);
  }
  expect((modules.get('zod') ?? []).filter((path) => path.includes('/locales/'))).toEqual([
    'zod/v4/locales/en.js',
  ]);
});

test('builds at the same time take nothing from each other, nor from what runs meanwhile', async () => {
  const before = await realpath(built);
  const old = join(root, 'dist/server-old');
  await mkdir(old, { recursive: true });
  await utimes(old, 0, 0);
  const build = () => promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root });
  let isBuilding = true;
  const both = Promise.all([build(), build()]).finally(() => {
    isBuilding = false;
  });
  // It loads what it needs while `latest` turns to the next build, and to the one after it.
  const ends = [];
  while (isBuilding) ends.push(await runProgram(['verify-bundle', '/dev/null']).ended);
  await both;
  expect(ends.length).toBeGreaterThan(1);
  for (const { stdout, stderr } of ends) {
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/not hold/), stderr: '' });
  }
  expect(await realpath(built)).not.toBe(before);
  expect(await readdir(before)).toContain('main.js');
  expect(existsSync(old)).toBe(false);
});
