// Every group of recordings, in the order of the table.

import { elders } from './elders.ts'
import type { Section } from './section.ts'
import { stays } from './stays.ts'
import { walkers } from './walkers.ts'
import { waters } from './waters.ts'
import { wearers } from './wearers.ts'

export const SECTIONS: readonly (() => Section)[] = [elders, wearers, stays, walkers, waters]
