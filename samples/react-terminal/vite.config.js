export default {
  base: './',
  esbuild: { jsx: 'automatic' },
  server: { port: 5173, strictPort: true },
  resolve: {
    // The package lies in this repository with packages of its own: there must be one React all the same.
    dedupe: ['react', 'react-dom', '@xterm/xterm', '@xterm/addon-fit', '@xterm/addon-search', '@xterm/addon-web-links'],
  },
  build: { target: 'es2022', chunkSizeWarningLimit: 1000 },
};
