// The page about the missing connection: since when, whom to ring, and back as soon as the gateway answers.

const WORDS = {
  'zh-CN': {
    page: '守望 · 没有连接',
    title: '没有连接',
    never: '连不上守望，看不到长者现在的情况。',
    since: (at) => `自 ${at} 起没有连接，看不到长者现在的情况。`,
    meaning: '这不代表有事，也不代表没事。',
    again: '再试一次',
    trying: '正在连接…',
    desk: (phone) => `致电值班室 ${phone}`,
    emergency: ['紧急情况请直接拨打 ', '。'],
  },
  en: {
    page: 'Shouwang · no connection',
    title: 'No connection',
    never: 'Shouwang cannot be reached: how things are now is not known here.',
    since: (at) => `No connection since ${at}: how things are now is not known here.`,
    meaning: 'This does not mean trouble, nor that all is well.',
    again: 'Try again',
    trying: 'Connecting…',
    desk: (phone) => `Call the duty desk ${phone}`,
    emergency: ['In an emergency call ', ' yourself.'],
  },
}
const AGAIN_MS = 10_000

const recall = (key) => {
  try {
    return localStorage.getItem(`shouwang.${key}`)
  } catch {
    return null
  }
}

const locale = recall('locale') === 'en' ? 'en' : 'zh-CN'
const words = WORDS[locale]
const of = (id) => document.getElementById(id)

/** "03:12", with the day when that was not today. */
const timeText = (at) => {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  const day = isToday ? {} : { month: 'short', day: 'numeric' }
  const options = { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options).format(at)
}

const heardAt = Number(recall('heardAt') ?? 0)
document.documentElement.lang = locale
document.title = words.page
of('title').textContent = words.title
of('since').textContent = heardAt > 0 ? words.since(timeText(heardAt)) : words.never
of('meaning').textContent = words.meaning
of('again').textContent = words.again
of('emergency').firstChild.textContent = words.emergency[0]
of('emergency').lastChild.textContent = words.emergency[1]

const phone = recall('desk')
if (phone) {
  of('desk').hidden = false
  of('desk').href = `tel:${phone.replace(/[^\d+]/g, '')}`
  of('desk').textContent = words.desk(phone)
}

/** Asks the gateway itself: a network without a gateway is no connection. */
const tryAgain = async () => {
  of('again').textContent = words.trying
  try {
    const answer = await fetch('/livez', { cache: 'no-store' })
    if (answer.ok) {
      location.reload()
      return
    }
  } catch {
    // Still away.
  }
  of('again').textContent = words.again
}

of('again').addEventListener('click', tryAgain)
addEventListener('online', tryAgain)
setInterval(tryAgain, AGAIN_MS)
