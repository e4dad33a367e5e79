import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the host may serve it below a path prefix.
  base: './',
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    // Everything comes from files of its own: the host's policy lets nothing inline run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
