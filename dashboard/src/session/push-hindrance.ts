// Why this browser cannot be pushed to, where it cannot: each has a way out that a daughter can take. Pure.

/** What is known of the browser. */
export type BrowserFacts = Readonly<{
  userAgent: string
  maxTouchPoints: number
  /** Opened from the home screen. */
  standalone: boolean
  /** https, or this machine. */
  secure: boolean
  hasPush: boolean
}>

/**
 * `weChat`: the browser inside WeChat never pushes; the phone's own may. `homeScreen`: an iPhone pushes only to what was
 * put on the home screen (iOS 16.4). `insecure`: the site is not served by https.
 */
export type PushHindrance = 'weChat' | 'homeScreen' | 'insecure' | 'unsupported'

/** An iPad calls itself a Mac, but has a touch screen. */
export const isApplePhone = ({
  userAgent,
  maxTouchPoints,
}: Pick<BrowserFacts, 'userAgent' | 'maxTouchPoints'>) =>
  /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)

export function pushHindrance(facts: BrowserFacts): PushHindrance | null {
  if (/MicroMessenger/i.test(facts.userAgent)) return 'weChat'
  if (!facts.secure) return 'insecure'
  if (isApplePhone(facts) && !facts.standalone && !facts.hasPush) return 'homeScreen'
  return facts.hasPush ? null : 'unsupported'
}
