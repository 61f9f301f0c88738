// Holds the people of an import against the escalation policies: what they ask for and the site will not have. An
// import after which a community has nobody at all to tell is refused, unless it had nobody before.

import { existsSync } from 'node:fs'
import type { Directory } from '../../alerts/model/people.ts'
import { loadPolicies } from '../../alerts/response/load-policies.ts'
import { newDeadEnds, policyGaps } from '../../alerts/response/policy-gaps.ts'
import { readFolder, wordsOf } from '../catalogue-files.ts'
import { faultOfGap, possibleChannels } from '../rules/policy-gaps.ts'
import type { ImportPlan } from './import-site.ts'

/** What to say about it, and whether the import must not happen. */
export function holdAgainst(
  folder: string,
  plan: Pick<ImportPlan, 'before' | 'after' | 'loggingIn'>,
): Readonly<{ lines: readonly string[]; refused: boolean }> {
  if (!existsSync(folder))
    return {
      lines: [`There are no policies in ${folder}: the people were not held against them.`],
      refused: false,
    }
  const loaded = loadPolicies(readFolder(folder, 'policies'))
  // The gateway says so with every fault; it is no reason to keep people from being changed.
  if (!loaded.ok)
    return { lines: [`The policies in ${folder} have faults: npm run rules -- check`], refused: false }
  const book = { policies: loaded.policies, policyPlaces: loaded.places }
  const channels = possibleChannels((id) => plan.loggingIn.has(id))
  const gapsIn = (directory: Directory) => policyGaps(book.policies, { directory, channels })
  const after = gapsIn(plan.after)
  const refused = new Set(newDeadEnds(gapsIn(plan.before), after))
  return {
    lines: after.map((gap) => {
      const line = wordsOf(faultOfGap(gap, book, plan.after))
      return refused.has(gap) ? line : `warning: ${line}`
    }),
    refused: refused.size > 0,
  }
}
