import { defineConfig } from 'vite';

/** Builds what the people's pages need in the browser: small files with names of their own content. */
export default defineConfig({
  root: 'src/web',
  base: '/pages/',
  publicDir: false,
  build: {
    outDir: '../../dist/web/pages',
    emptyOutDir: true,
    // The server reads it to find the files.
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['src/web/notice/main.tsx', 'src/web/dashboard/main.tsx'] },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
