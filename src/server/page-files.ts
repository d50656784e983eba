import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Assets } from '../web/index.ts';

/** What `npm run build:web` made of the people's pages; under names that change with their content. */
export interface PageFiles {
  folder: string;
  /** Null until the pages are built: they can be read then, not used. */
  notice: Assets | null;
  dashboard: Assets | null;
}

/** Where the files are served. */
export const filesPrefix = '/pages/';

const built = fileURLToPath(new URL('../../dist/web/pages/', import.meta.url));

export function findPageFiles(folder: string = built): PageFiles {
  const path = `${folder}manifest.json`;
  if (!existsSync(path)) return { folder, notice: null, dashboard: null };
  const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'));
  return {
    folder,
    notice: assetsOf(manifest, 'notice/main.tsx'),
    dashboard: assetsOf(manifest, 'dashboard/main.tsx'),
  };
}

/** Vite's manifest, as far as it matters here. */
type Manifest = Record<string, { file: string; css?: string[]; imports?: string[] }>;

function assetsOf(manifest: Manifest, entry: string): Assets | null {
  const chunk = manifest[entry];
  if (!chunk) return null;
  const chunks = [chunk, ...(chunk.imports ?? []).flatMap((name) => manifest[name] ?? [])];
  return {
    script: filesPrefix + chunk.file,
    styles: chunks.flatMap(({ css = [] }) => css.map((file) => filesPrefix + file)),
  };
}
