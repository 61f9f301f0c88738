import { defineConfig } from 'vitest/config'

// One runner for everything. `journeys` run the real broker, SQLite and worker threads on port 0;
// `browser` drives a real Chromium against the built dashboard.
const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, pool: 'forks' as const, ...extra },
})

export default defineConfig({
  test: {
    // Two, also on two cores, where the default is one: a journey waits for its processes half of the time.
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'tests/.results/vitest.json' }]],
    projects: [
      project('unit', ['tests/**/*.test.ts'], {
        exclude: ['tests/journeys/**', 'tests/browser/**'],
        testTimeout: 30_000,
      }),
      project('journeys', ['tests/journeys/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 60_000 }),
      project('browser', ['tests/browser/**/*.test.ts'], {
        testTimeout: 300_000,
        hookTimeout: 120_000,
        fileParallelism: false,
      }),
    ],
  },
})
