import { enableCompileCache, type ResolveFnOutput, registerHooks } from 'node:module';
import { extname, join } from 'node:path';

/** Where compiled modules of this program begin. */
const own = new URL('..', import.meta.url).href;

/** Packages of many ES modules, which import each other by their files' names. */
const ofManyModules =
  /\/node_modules\/(drizzle-orm|jose|pg-boss\/dist|type-graphql\/build\/esm|zod|graphql-scalars\/esm)\//;

/**
 * What is not loaded, by whose import: graphql-shield would have yup, and lodash with it, for rules
 * on inputs, Apollo the tools that make a schema of SDL, Fastify's server of files what looks for
 * them by patterns, pg-boss the rules by which jobs recur, and zod its messages in all languages. None
 * of it is used here, and it is a fifth of all modules.
 */
const leftOut = new Map([
  ['yup', /\/node_modules\/graphql-shield\//],
  ['rrule-temporal', /\/node_modules\/pg-boss\//],
  ['glob', /\/node_modules\/@fastify\/static\//],
  ['@graphql-tools/schema', /\/node_modules\/@apollo\/server\//],
  ['../locales/index.js', /\/node_modules\/zod\//],
]);
const nothing = new URL(`nothing${extname(import.meta.url)}`, import.meta.url).href;

/**
 * Keeps what V8 makes of each module beside the installed packages, where only who installs them
 * writes; a folder that cannot be written is done without.
 *
 * And spares Node looking modules up. Among ES modules of one package the name says which file is
 * meant: it needs no look at the disk, nor at every `package.json` on the way. For Drizzle, whose
 * 180 KB of `exports` Node would parse for each of some 300 imports, that was half of the time to
 * start and 200 MB; for the others named here, and this program's own, it was some 2,500 look-ups.
 * What this program itself imports by a package's name is looked up once.
 */
export function quickenImports(): void {
  enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compiled'));
  const named = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL = '', conditions } = context;
      if (leftOut.get(specifier)?.test(parentURL)) {
        return { url: nothing, format: 'module', shortCircuit: true };
      }
      const isOwn = parentURL.startsWith(own) && parentURL.endsWith('.js');
      if (specifier.startsWith('.')) {
        const isPlain =
          specifier.endsWith('.js') &&
          parentURL.endsWith('.js') &&
          conditions?.includes('import') &&
          (isOwn || ofManyModules.test(parentURL));
        if (!isPlain) return next(specifier, context);
        return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
      }
      if (!isOwn && !specifier.startsWith('drizzle-orm')) return next(specifier, context);
      const found = named.get(specifier) ?? next(specifier, context);
      named.set(specifier, found);
      return { ...found, shortCircuit: true };
    },
  });
}
