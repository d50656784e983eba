import {
  existsSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const began = new Date();
const latest = fileURLToPath(new URL('../dist/latest', import.meta.url));

/**
 * Builds the server and all packages it needs into a few files: of the time that a start took, two
 * thirds went to Node finding and linking 1,600 modules. Every file is made as deep below the top as
 * those of src, so that what is found beside them is found beside these. Each build has a folder of its
 * own, and `dist/latest` leads to the newest: what runs already loads the rest of what it began with.
 */
export default defineConfig({
  publicDir: false,
  plugins: [buildOnce(), becomeLatest()],
  build: {
    ssr: 'src/main.ts',
    outDir: `dist/server-${began.getTime()}-${process.pid}`,
    emptyOutDir: false,
    target: 'node24',
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        // Rules tell what they ask for by the names of their classes.
        keepNames: true,
      },
    },
  },
  // What packages try to load and do without.
  ssr: { noExternal: true, external: ['bufferutil', 'utf-8-validate', 'pg-native'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
});

/** Sees to it that each package is there once, and that those that nobody here uses are not. */
function buildOnce(): Plugin {
  return {
    name: 'build-once',
    enforce: 'pre',
    resolveId(name, importer = '') {
      if (leftOut.get(name)?.test(importer)) return nothing;
      return name === 'graphql' || name.startsWith('graphql/') ? graphqlFile(name) : undefined;
    },
    load: (id) => (id === nothing ? instead : undefined),
    transform(code, id) {
      // What it requires is built, too, where `require` is not one that was made.
      if (!id.endsWith('/src/auth/shield.ts')) return undefined;
      return { code: code.replace(/^const require = .*$/m, ''), map: null };
    },
  };
}

/**
 * What is not built, by whose import: graphql-shield would have yup, and lodash with it, for rules on
 * inputs, Apollo the tools that make a schema of SDL, Fastify's server of files what looks for them by
 * patterns, pg-boss the rules by which jobs recur, and zod its messages in all languages. It is a
 * fifth of all modules.
 */
const leftOut = new Map([
  ['yup', /\/node_modules\/graphql-shield\//],
  ['rrule-temporal', /\/node_modules\/pg-boss\//],
  ['glob', /\/node_modules\/@fastify\/static\//],
  ['@graphql-tools/schema', /\/node_modules\/@apollo\/server\//],
  ['../locales/index.js', /\/node_modules\/zod\//],
]);
const nothing = '\0nothing';
/** Two are imported by name. */
const instead = `
  function leftOut() { throw new Error('this is left out of the build'); }
  export { leftOut as makeExecutableSchema, leftOut as RRuleTemporal };
  export default {};`;

/** graphql-js comes in two forms, and takes no value that the other has made. */
function graphqlFile(name: string): string | undefined {
  const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));
  const path = packages + name.replace(/\.m?js$/, '');
  return [`${path}.mjs`, `${path}/index.mjs`].find((file) => existsSync(file));
}

/** Leads to a build when all of it is there, and removes those that were replaced an hour ago. */
function becomeLatest(): Plugin {
  return {
    name: 'become-latest',
    writeBundle({ dir = '' }) {
      // What has changed since the build began is newer than the build.
      const stamp = join(dir, 'built');
      writeFileSync(stamp, '');
      utimesSync(stamp, began, began);
      if (existsSync(latest)) utimesSync(latest, new Date(), new Date());
      const link = `${dir}.link`;
      symlinkSync(basename(dir), link);
      renameSync(link, latest);

      const dist = dirname(latest);
      const others = readdirSync(dist).filter((name) => name.startsWith('server-'));
      for (const path of others.map((name) => join(dist, name))) {
        const replaced = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
        if (path !== dir && replaced < Date.now() - hour) {
          rmSync(path, { recursive: true, force: true });
        }
      }
    },
  };
}

const hour = 60 * 60 * 1000;
