import { existsSync, globSync, statSync } from 'node:fs';
import { build } from 'vite';

const manifest = 'dist/web/pages/manifest.json';

/** Builds the people's pages before the tests, when their source is newer than what is built. */
export default async function buildPages(): Promise<void> {
  const source = globSync(['src/web/**/*.{ts,tsx,css}']);
  const builtAt = existsSync(manifest) ? statSync(manifest).mtimeMs : 0;
  if (source.every((file) => statSync(file).mtimeMs < builtAt)) return;
  await build({ configFile: 'src/web/pages.config.ts', logLevel: 'error' });
}
