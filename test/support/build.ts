import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { build } from 'vite';

/** Builds the server and the people's pages before the tests, when their source is newer. */
export default async function buildAll(): Promise<void> {
  await Promise.all([buildServer(), buildPages()]);
}

async function buildServer(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'built']);
}

const manifest = 'dist/web/pages/manifest.json';

async function buildPages(): Promise<void> {
  const source = globSync(['src/web/**/*.{ts,tsx,css}']);
  const builtAt = existsSync(manifest) ? statSync(manifest).mtimeMs : 0;
  if (source.every((file) => statSync(file).mtimeMs < builtAt)) return;
  await build({ configFile: 'src/web/pages.config.ts', logLevel: 'error' });
}
