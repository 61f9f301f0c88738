// What staff are told at once and family never: silences, weather, the daily care, the roster, answers to SMS. Makes the
// frames; who they reach is the hub's business.

import type { Silence } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Frame, WeatherView } from './frames.ts'

export type StaffNews = Readonly<{
  silence(silence: Silence): void
  weather(weather: WeatherView): void
  care(communityId: string, residentId?: string): void
  roster(communityId: string): void
  replies(): void
}>

export const createStaffNews = (now: () => EpochMs, toStaff: (frame: Frame) => void): StaffNews => ({
  silence: (silence) => toStaff({ type: 'silence', serverTime: now(), silence }),
  weather: (weather) => toStaff({ type: 'weather', serverTime: now(), weather }),
  care: (communityId, residentId) =>
    toStaff({
      type: 'care',
      serverTime: now(),
      communityId,
      ...(residentId === undefined ? {} : { residentId }),
    }),
  roster: (communityId) => toStaff({ type: 'roster', serverTime: now(), communityId }),
  replies: () => toStaff({ type: 'replies', serverTime: now() }),
})
