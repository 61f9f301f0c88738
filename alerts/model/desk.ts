// What the 120 desk has said about a card, and what a person has seen of the patient. Facts and names, no decisions.

import type { EpochMs } from './time.ts'

/** The ambulance's own three moments, in the order in which they should come. */
export const DESK_STEPS = ['received', 'vehicleOut', 'arrived'] as const
export type DeskStep = (typeof DESK_STEPS)[number]
/** `standDown`: the desk knows that the card was withdrawn. */
export const DESK_WORDS = [...DESK_STEPS, 'standDown'] as const
export type DeskWordKind = (typeof DESK_WORDS)[number]

export type DeskMoment = Readonly<{
  /** When it happened, as the desk says; when it was noted where the desk said nothing. */
  at: EpochMs
  heardAt: EpochMs
  /** The partner whose interface said so, or the person who was told on the telephone. */
  by: string
  how: 'interface' | 'phone'
}>

export type Vehicle = Readonly<{ number?: string; phone?: string }>

/** Every part is said once: who comes first wins. */
export type DeskRecord = Readonly<
  Partial<Record<DeskWordKind, DeskMoment>> & {
    /** The desk's own number for the event. A number noted on the telephone gives way to that of the interface. */
    eventNumber?: string
    eventNumberHow?: DeskMoment['how']
    vehicle?: Vehicle
    /** The newest version of the card the desk is known to have. */
    cardVersion?: number
  }
>

/** What a dispatcher asks first, and only a person can tell. */
export const OBSERVATIONS = ['conscious', 'breathing'] as const
export type Observation = (typeof OBSERVATIONS)[number]
export const OBSERVED = ['yes', 'no', 'unclear'] as const
export type ObservedAnswer = (typeof OBSERVED)[number]
export type Observed = Readonly<{ answer: ObservedAnswer; at: EpochMs; by: string }>
export type Observations = Readonly<Partial<Record<Observation, Observed>>>
