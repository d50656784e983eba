import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../chaos/servers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-imports-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('every import names the same file, of the same kind, as it does to Node by itself', async () => {
  const server = dirname(await compile(folder));
  const namedBy = (how: 'quick' | 'plain'): Record<string, unknown> => {
    const program = join(import.meta.dirname, '../support/programs/imports.ts');
    const args = [program, server, how];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (!stdout) throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const plain = namedBy('plain');
  expect(Object.keys(plain).length).toBeGreaterThan(2_000);
  const quick = namedBy('quick');
  const leftOut = Object.keys(quick).filter((name) => {
    return JSON.stringify(quick[name]).includes('/cli/nothing.js');
  });
  expect(leftOut.map((name) => name.replace(/file:.*node_modules/, '')).sort()).toEqual([
    'import ../locales/index.js /zod/v4/classic/external.js',
    'import ../locales/index.js /zod/v4/core/index.js',
    'import @graphql-tools/schema /@apollo/server/dist/esm/ApolloServer.js',
    'import rrule-temporal /pg-boss/dist/rrule.js',
    'require glob /@fastify/static/index.js',
    'require yup /graphql-shield/cjs/rules.js',
  ]);
  // What those would have loaded in turn is not asked for.
  const asked = Object.entries(plain).filter(([name]) => name in quick && !leftOut.includes(name));
  expect(asked.length).toBeGreaterThan(1_500);
  for (const name of leftOut) delete quick[name];
  expect(quick).toEqual(Object.fromEntries(asked));
}, 60_000);
