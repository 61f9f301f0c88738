import { describe, expect, it } from 'vitest'
import { type BrowserFacts, pushHindrance } from '../../dashboard/src/session/push-hindrance.ts'

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1'
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15'

const facts = (more: Partial<BrowserFacts>): BrowserFacts => ({
  userAgent: ANDROID,
  maxTouchPoints: 5,
  standalone: false,
  secure: true,
  hasPush: true,
  ...more,
})

describe('why a browser cannot be pushed to', () => {
  it('a browser that can, can', () => {
    expect(pushHindrance(facts({}))).toBeNull()
    expect(pushHindrance(facts({ userAgent: IPHONE, standalone: true }))).toBeNull()
  })

  it('WeChat comes before everything else, on every phone: only leaving it helps', () => {
    for (const userAgent of [ANDROID, IPHONE])
      for (const secure of [true, false])
        for (const hasPush of [true, false])
          expect(
            pushHindrance(facts({ userAgent: `${userAgent} MicroMessenger/8.0.50`, secure, hasPush })),
          ).toBe('weChat')
  })

  it('an iPhone, and an iPad that calls itself a Mac, want the home screen; a real Mac does not', () => {
    expect(pushHindrance(facts({ userAgent: IPHONE, hasPush: false }))).toBe('homeScreen')
    expect(pushHindrance(facts({ userAgent: MAC, maxTouchPoints: 5, hasPush: false }))).toBe('homeScreen')
    expect(pushHindrance(facts({ userAgent: MAC, maxTouchPoints: 0, hasPush: false }))).toBe('unsupported')
    // On the home screen and still none: older than iOS 16.4.
    expect(pushHindrance(facts({ userAgent: IPHONE, standalone: true, hasPush: false }))).toBe('unsupported')
  })

  it('without https nothing else is worth saying', () => {
    expect(pushHindrance(facts({ secure: false, hasPush: false }))).toBe('insecure')
    expect(pushHindrance(facts({ userAgent: IPHONE, secure: false, hasPush: false }))).toBe('insecure')
  })
})
