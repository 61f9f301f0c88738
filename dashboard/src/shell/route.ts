// Which page an address means. Pure; the browser's history is in navigation.ts.

export type Route =
  | Readonly<{ page: 'home' }>
  | Readonly<{ page: 'login' }>
  | Readonly<{ page: 'resident'; id: string }>
  | Readonly<{ page: 'drain'; id: string }>
  | Readonly<{ page: 'alerts' }>
  | Readonly<{ page: 'alert'; id: number }>
  | Readonly<{ page: 'card' | 'script'; id: number }>
  | Readonly<{ page: 'devices' }>
  | Readonly<{ page: 'rules' }>
  | Readonly<{ page: 'rule'; id: string }>
  | Readonly<{ page: 'silences' }>
  | Readonly<{ page: 'figures' }>
  | Readonly<{ page: 'reports'; period: string | null }>
  | Readonly<{ page: 'handover' }>
  | Readonly<{ page: 'proven' }>
  | Readonly<{ page: 'review' }>
  | Readonly<{ page: 'roster' }>
  | Readonly<{ page: 'answers' }>
  | Readonly<{ page: 'phones' }>
  | Readonly<{ page: 'nowhere' }>

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const parseRoute = (path: string): Route => {
  const [first = '', second, ...rest] = path.split('/').filter((part) => part !== '')
  if (first === 'card' && rest.length === 1 && rest[0] === 'script' && /^\d{1,15}$/.test(second ?? ''))
    return { page: 'script', id: Number(second) }
  if (rest.length > 0) return { page: 'nowhere' }
  if (second !== undefined) {
    if (first === 'residents') return { page: 'resident', id: decoded(second) }
    if (first === 'drains') return { page: 'drain', id: decoded(second) }
    if (first === 'alerts' && /^\d+$/.test(second)) return { page: 'alert', id: Number(second) }
    if (first === 'card' && /^\d{1,15}$/.test(second)) return { page: 'card', id: Number(second) }
    if (first === 'rules') return { page: 'rule', id: decoded(second) }
    if (first === 'reports' && /^\d{4}-\d{2}(?:-\d{2})?$/.test(second))
      return { page: 'reports', period: second }
    return { page: 'nowhere' }
  }
  switch (first) {
    case '':
      return { page: 'home' }
    case 'login':
    case 'alerts':
    case 'devices':
    case 'rules':
    case 'silences':
    case 'figures':
    case 'handover':
    case 'proven':
    case 'review':
    case 'roster':
    case 'answers':
    case 'phones':
      return { page: first }
    case 'reports':
      return { page: 'reports', period: null }
    default:
      return { page: 'nowhere' }
  }
}

export const residentPath = (id: string): string => `/residents/${encodeURIComponent(id)}`
export const rulePath = (id: string): string => `/rules/${encodeURIComponent(id)}`
export const drainPath = (id: string): string => `/drains/${encodeURIComponent(id)}`

export const cardPath = (alertId: number): string => `/card/${alertId}`
export const scriptPath = (alertId: number): string => `/card/${alertId}/script`

/** The community a link of a report is about: `?community=c-2`. */
export const communityInQuery = (query: string): string | null => new URLSearchParams(query).get('community')

/** The alert named in `?alert=1024`, null when there is none. */
export const alertInQuery = (query: string): number | null => {
  const value = new URLSearchParams(query).get('alert')
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null
}
