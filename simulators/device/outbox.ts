// What a device still has to say: order, faults of the wire, batches after an outage. Pure data, no socket.

import { MAX_BATCH } from '../../gateway/protocol/payloads.ts'
import type { Due } from '../message.ts'
import { type Effect, inForce } from '../scenario/effects.ts'

export type Parcel = Readonly<{
  topic: string
  payload: string
  retain: boolean
  dup: boolean
  /** What it was packed from, to be put back when the link dies before the acknowledgement. */
  messages: readonly Due[]
}>

/** As much as a band's memory holds; beyond it the oldest readings go, never an SOS or a fall. */
export const MAX_KEPT = 5_000

const isUrgent = (message: Due): boolean => /\/(sos|fall)$/.test(message.topic)

/** Adds messages to what is kept, within the limit. */
export function keep(kept: readonly Due[], added: readonly Due[], limit = MAX_KEPT): readonly Due[] {
  const all = [...kept, ...added]
  let excess = all.length - limit
  return excess <= 0 ? all : all.filter((message) => isUrgent(message) || excess-- <= 0)
}

/** Messages one by one, as a device with a working link sends them. */
export function pack(messages: readonly Due[], effects: readonly Effect[]): readonly Parcel[] {
  return messages.flatMap((message): Parcel[] => {
    const parcel = {
      topic: message.topic,
      payload: typeof message.payload === 'string' ? message.payload : JSON.stringify(message.payload),
      retain: message.retain,
      dup: false,
      messages: [message],
    }
    return inForce(effects, 'duplicate', message.at)
      ? [parcel, { ...parcel, dup: true, messages: [] }]
      : [parcel]
  })
}

/**
 * What piled up during an outage: urgent messages first and singly, then one array per topic, oldest first.
 * Of retained states the newest goes out on its own, so that the retained payload stays a single object.
 */
export function packBacklog(messages: readonly Due[]): readonly Parcel[] {
  const urgent = messages.filter((message) => isUrgent(message) || typeof message.payload === 'string')
  const topics = new Map<string, Due[]>()
  for (const message of messages)
    if (!urgent.includes(message)) topics.set(message.topic, [...(topics.get(message.topic) ?? []), message])
  const parcels = [...pack(urgent, [])]
  for (const [topic, group] of topics) {
    const last = group.at(-1)
    const alone = last?.retain ? [last] : []
    const batched = last?.retain ? group.slice(0, -1) : group
    for (let start = 0; start < batched.length; start += MAX_BATCH) {
      const chunk = batched.slice(start, start + MAX_BATCH)
      const bodies = chunk.map((message) => message.payload)
      parcels.push({
        topic,
        payload: JSON.stringify(bodies.length === 1 ? bodies[0] : bodies),
        retain: false,
        dup: false,
        messages: chunk,
      })
    }
    parcels.push(...pack(alone, []))
  }
  return parcels
}

/**
 * Swaps neighbours while `reorder` is in force: one message is held until the next has passed it.
 * `held` comes from the previous call and goes into the next.
 */
export function reorder(
  messages: readonly Due[],
  effects: readonly Effect[],
  held: Due | undefined,
): Readonly<{ out: readonly Due[]; held: Due | undefined }> {
  const out: Due[] = []
  let waiting = held
  for (const message of messages) {
    const swapping = inForce(effects, 'reorder', message.at) !== undefined && !isUrgent(message)
    if (waiting) {
      out.push(message, waiting)
      waiting = undefined
    } else if (swapping) waiting = message
    else out.push(message)
  }
  return { out, held: waiting }
}
