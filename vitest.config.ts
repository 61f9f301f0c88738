import { defineConfig } from 'vitest/config'

// One runner for everything. `journeys` run the real broker, SQLite and worker threads on port 0;
// `browser` drives a real Chromium against a built dashboard.
const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, pool: 'forks' as const, ...extra },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['tests/**/*.test.ts'], { exclude: ['tests/journeys/**', 'tests/browser/**'] }),
      project('journeys', ['tests/journeys/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('browser', ['tests/browser/**/*.test.ts'], {
        testTimeout: 240_000,
        hookTimeout: 120_000,
        fileParallelism: false,
      }),
    ],
  },
})
