import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { build } from 'vite';

/** Builds the server, the people's pages and GraphiQL before the tests, each when its source is newer. */
export default async function buildAll(): Promise<void> {
  await Promise.all([
    promisify(execFile)('npm', ['run', '--silent', 'built']),
    buildPages('src/web/pages.config.ts', 'src/web/**/*', 'dist/web/pages/manifest.json'),
    buildPages('vite.config.ts', 'src/web/graphiql/**/*', 'dist/web/graphiql/index.html'),
  ]);
}

async function buildPages(configFile: string, source: string, result: string): Promise<void> {
  const builtAt = existsSync(result) ? statSync(result).mtimeMs : 0;
  const files = globSync(`${source}.{ts,tsx,css,html}`);
  if (files.every((file) => statSync(file).mtimeMs < builtAt)) return;
  await build({ configFile, logLevel: 'error' });
}
