import { defineConfig } from 'vite';

/** Builds the pages that the server itself has, with everything they need: nothing is fetched. */
export default defineConfig({
  root: 'src/web/graphiql',
  base: '/graphiql/',
  build: {
    outDir: '../../../dist/web/graphiql',
    emptyOutDir: true,
    // The editor is one large program; a developer's page may be.
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
    rolldownOptions: {
      // React's "use client" means nothing in a page that has no server side.
      onwarn(warning, warn) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  worker: { format: 'es' },
});
