// The rules of a running gateway with all that watches over them: the book of what is in force, what the policies ask
// of the site, the files that may change. From the files and the board, in force from one row of the log on.

import type { Logger } from 'pino'
import type { ChannelBook } from '../../alerts/channels/address.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { overrideFaults } from '../../alerts/rules/override.ts'
import { type Folders, wordsOf } from '../catalogue-files.ts'
import type { Clock } from '../clock.ts'
import type { RulesRefusal } from '../http/api.ts'
import type { Submission } from '../ingest/submission.ts'
import type { World } from '../ingest/world.ts'
import type { Hub } from '../live/hub.ts'
import type { RuleMemory } from '../storage/rules.ts'
import type { Opening } from './opening.ts'
import { createPolicyWatch, gapFacts } from './policy-gaps.ts'
import { createReload } from './reload.ts'
import { createRulebook } from './rulebook.ts'

export type RulesInForce = ReturnType<typeof createRulesInForce>

export function createRulesInForce(
  deps: Readonly<{
    opening: Opening
    memory: RuleMemory
    folders: Folders
    world: World
    submission: Submission
    lastSeq(): number
    channels(): ChannelBook
    clock: Clock
    log: Logger
    board: Pick<Hub, 'system' | 'snapshotAll'>
  }>,
) {
  const { opening, world, log, board, clock } = deps
  const now = (): EpochMs => clock.now()
  const warnOfCarePlans = (): void => {
    const { residents, drains } = world.directory
    for (const { id, overrides = {} } of [...residents.values(), ...drains.values()])
      for (const fault of overrideFaults(book.visible().catalogue.rules, overrides))
        log.warn({ of: id, fault }, 'a care plan does not fit the rules')
  }
  const refused = ({ faults }: RulesRefusal): void => {
    const lines = faults.map(wordsOf)
    log.error({ faults: lines }, 'the files of the rules are refused; those before stay in force')
    board.system('rulesRefused', { faults: lines.length, first: lines[0] ?? '' })
  }
  const book = createRulebook({
    world,
    submission: deps.submission,
    lastSeq: deps.lastSeq,
    now,
    edition: opening.left,
    since: opening.since,
    memory: deps.memory,
    refusal: opening.refusal,
    objections: (edition) => policyWatch.refuses(edition),
    onEntered({ hash, catalogue: { rules }, faults }) {
      log.info({ hash: hash.slice(0, 12), rules: rules.length }, 'rules in force')
      for (const fault of faults) log.warn(fault, 'a change made on the board does not fit the rules')
      warnOfCarePlans()
      policyWatch.look()
      board.snapshotAll()
    },
    onRefused: refused,
    onAccepted: () => board.system('rulesAccepted', {}),
  })
  const policyWatch = createPolicyWatch({
    book: book.visible,
    directory: () => world.directory,
    channels: deps.channels,
    onChanged(gaps, lines) {
      for (const line of lines) log.warn({ line }, 'the site cannot do what a policy asks')
      board.system('policyGaps', gapFacts(gaps, world.directory))
    },
  })
  const reload = createReload({
    folders: deps.folders,
    clock,
    seen: opening.read,
    take: book.take,
    refuse: book.refuse,
    onError: (error) => log.error({ err: error }, 'the files of the rules could not be taken'),
  })
  return { book, policyWatch, reload, refused, warnOfCarePlans, close: reload.close }
}
