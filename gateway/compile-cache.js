// Loaded before everything else (`--import`): what was compiled at one start is kept for the next, in the main thread
// and in the workers, because a gateway that was killed has to be back within seconds. Where nothing can be written,
// everything is compiled as ever.

import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/shouwang', import.meta.url)))
// By itself it is written when a process ends well, which is when nobody is in a hurry.
setTimeout(flushCompileCache, 5_000).unref()
