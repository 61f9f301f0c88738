// What people did about an alert and when they first did it, read from its timeline: taken on, on the way, there,
// closed. What was taken back does not count. What the 120 desk did stands in the alert itself. Judges nothing.

import type { Alert, TimelineEntry, TimelineKind } from '../model/alert.ts'
import type { Undoable } from '../model/attendance.ts'
import type { EpochMs } from '../model/time.ts'

export type Moment = Readonly<{ at: EpochMs; by: string }>

export type Milestones = Readonly<{
  acknowledged?: Moment
  onTheWay?: Moment
  arrived?: Moment
  resolved?: Moment
  /** What the 120 desk did, by its own times. */
  deskReceived?: Moment
  vehicleOut?: Moment
  ambulanceThere?: Moment
}>

export type Line = Pick<TimelineEntry, 'at' | 'kind' | 'actor' | 'detail'>

/** Whoever does one of these has taken the alert on, whether or not they said so first. */
const TAKEN_ON: readonly TimelineKind[] = [
  'acknowledged',
  'confirmed',
  'withdrawn',
  'onTheWay',
  'arrived',
  'resolved',
]

/** The kinds of lines that `milestonesOf` looks at. */
export const MILESTONE_KINDS: readonly TimelineKind[] = [...TAKEN_ON, 'undone']

const LINE_OF: Readonly<Record<Undoable, TimelineKind>> = {
  acknowledge: 'acknowledged',
  onTheWay: 'onTheWay',
  arrived: 'arrived',
  decline: 'declined',
  resolve: 'resolved',
}

/** `lines` in their order; lines of other kinds are passed over. */
export function milestonesOf(alert: Alert, lines: readonly Line[]): Milestones {
  const acts: Line[] = []
  for (const line of lines) {
    if (line.kind === 'undone') {
      const kind = LINE_OF[line.detail.action as Undoable]
      const undone = acts.findLastIndex((act) => act.kind === kind && act.actor === line.actor)
      if (undone >= 0) acts.splice(undone, 1)
    } else if (TAKEN_ON.includes(line.kind) && line.actor !== 'system') acts.push(line)
  }
  const first = (kinds: readonly TimelineKind[]): Moment | undefined => {
    const act = acts.find(({ kind }) => kinds.includes(kind))
    return act && { at: act.at, by: act.actor }
  }
  const acknowledged = first(TAKEN_ON)
  const onTheWay = first(['onTheWay'])
  const arrived = first(['arrived'])
  return {
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(onTheWay === undefined ? {} : { onTheWay }),
    ...(arrived === undefined ? {} : { arrived }),
    ...(alert.resolvedAt === undefined
      ? {}
      : { resolved: { at: alert.resolvedAt, by: alert.resolvedBy ?? 'system' } }),
    ...deskMilestones(alert),
  }
}

function deskMilestones({ desk = {} }: Alert): Milestones {
  const { received, vehicleOut, arrived } = desk
  const moment = ({ at, by }: Moment): Moment => ({ at, by })
  return {
    ...(received === undefined ? {} : { deskReceived: moment(received) }),
    ...(vehicleOut === undefined ? {} : { vehicleOut: moment(vehicleOut) }),
    ...(arrived === undefined ? {} : { ambulanceThere: moment(arrived) }),
  }
}
