/** Loads a compiled server, quickly or as Node does by itself, and prints what each import named. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder = '', how] = process.argv.slice(2);
const module = (path: string) => import(pathToFileURL(`${folder}/${path}`).href);

if (how === 'quick') (await module('cli/quick-imports.js')).quickenImports();
const named: Record<string, unknown> = {};
registerHooks({
  resolve(specifier, context, next) {
    const { url, format } = next(specifier, context);
    const by = context.conditions.includes('import') ? 'import' : 'require';
    named[`${by} ${specifier} ${context.parentURL}`] = { url, format };
    return { url, format: format ?? undefined, shortCircuit: true };
  },
});
await import('reflect-metadata');
await module('open-server.js');
process.stdout.write(JSON.stringify(named));
