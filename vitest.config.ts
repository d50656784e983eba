import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { patience } from './test/support/until.ts';

const require = createRequire(import.meta.url);

/** Where `.ci/run` finds the counts. */
const report = process.env.TEST_REPORT;

export default defineConfig({
  resolve: {
    // graphql comes in two builds; with both loaded, every `instanceof` across them fails.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/cluster.ts', 'test/support/build.ts'],
    // As src/main.ts does, before any class of the schema is loaded.
    setupFiles: ['reflect-metadata'],
    reporters: [
      'default',
      './test/support/unique-names.ts',
      ...(report ? [['json', { outputFile: report }] as ['json', object]] : []),
    ],
    pool: 'forks',
    // Each worker keeps a core of PostgreSQL busy too; more of them only wait for each other.
    maxWorkers: 2,
    // Longer than any wait in a test, so that it is the wait that says what it waited for.
    testTimeout: 2 * patience,
    hookTimeout: 2 * patience,
    expect: { poll: { timeout: patience } },
  },
});
