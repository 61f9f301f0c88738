// How aedes reads: its `connection.read` is ours, gives it what the gate lets pass, and wakes it when there is more.
// aedes by itself reads on only when all it has in flight is answered. How much may be in flight is the gate's
// decision, so that neither an SOS nor a ping waits for a slow commit of what came before. Knows no packet.

import type { Duplex } from 'node:stream'

export type Reading = Readonly<{
  /** Once aedes listens: from here on what aedes is not yet ready to read is looked at too. */
  watch(): void
  /** Hands on what may be, and makes aedes read the rest now. */
  wake(): void
  /** There is more to pass as soon as aedes has parsed what it has. */
  want(): void
}>

export function createReading(
  deps: Readonly<{
    connection: Duplex
    /** What aedes may have in flight. */
    mostInFlight: number
    /** The stream's own read. */
    take(size?: number): Buffer | null
    /** Takes in what has arrived and hands on what aedes need not see; true when something is left. */
    fetch(): boolean
    /** What may go to aedes now; null when nothing may. */
    pass(): Buffer | null
    isOpen(): boolean
  }>,
): Reading {
  const { connection, fetch, pass } = deps
  let isParsing = false
  let isWanted = false
  /** aedes has asked for bytes since the stream last said it has some. */
  let asked = false
  let readers: readonly ReturnType<typeof connection.listeners>[number][] = []

  /** Each call of aedes' listener takes one packet in flight out of its account; at none it reads. */
  const wake = (): void => {
    if (connection.destroyed || !fetch()) return
    asked = false
    for (let turn = deps.mostInFlight; turn > 0 && !asked; turn--)
      for (const reader of readers) reader.call(connection)
  }

  /** What aedes calls. Gives nothing while aedes parses what it got before: its parser is not re-entrant. */
  const read = (size?: number | null): Buffer | null => {
    // The stream itself reads nothing, to make more arrive; that is none of aedes' business.
    if (size === 0) return deps.take(0)
    asked = true
    if (isParsing) {
      isWanted = true
      return null
    }
    fetch()
    const bytes = pass()
    if (bytes !== null) {
      isParsing = true
      process.nextTick(parsed)
    }
    return bytes
  }
  const parsed = (): void => {
    isParsing = false
    if (!isWanted) return
    isWanted = false
    wake()
  }

  const lookPastFlight = (): void => {
    if (!asked && deps.isOpen()) wake()
  }
  const forget = (): void => {
    asked = false
  }

  connection.read = read as Duplex['read']
  connection.on('readable', forget)
  return {
    watch() {
      readers = connection.listeners('readable').filter((listener) => listener !== forget)
      connection.on('readable', lookPastFlight)
    },
    wake,
    want() {
      isWanted = true
    },
  }
}
