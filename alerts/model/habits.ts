// What a person usually does, learned slowly and by event time: plain JSON, bounded, part of the engine's state.
// How it is learned is in alerts/habits/.

/** By the name of what was learned; each entry is replaced, never written into. */
export type Habits = Readonly<Record<string, unknown>>
