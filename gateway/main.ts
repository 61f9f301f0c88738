// The program. Its storage threads begin first: they read their own code on the second core while this thread reads
// the rest, because a gateway that was killed has to be back within seconds.

import { startThreads } from './storage/thread.ts'

const threads = startThreads()
const { run } = await import('./run.ts')
await run(process.argv.slice(2), threads)
