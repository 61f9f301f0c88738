// How the dashboard is bundled: Preact's JSX by vite's own transformer, one small entry, charts in a chunk of their own.

import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Old office PCs and the browser inside WeChat.
    target: ['chrome87', 'safari14'],
    cssTarget: ['chrome87', 'safari14'],
    reportCompressedSize: true,
    modulePreload: { polyfill: false },
  },
})
