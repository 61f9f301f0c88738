// The page behind a link as HTML: no script, nothing loaded, a form for each act. It has to open at once in whatever a
// telephone at night has: a small one, an old WeChat, a browser that was told to load nothing.

import { createHash } from 'node:crypto'
import type { Locale } from '../../alerts/model/people.ts'
import type { Button, Sheet } from './sheet.ts'
import { LINK_WORDS } from './words.ts'

/** No variables, no grid: WeChat's own browser is years behind. */
const STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#f2f5f7;color:#14202a;font:17px/1.5 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:560px;margin:0 auto;padding:16px 16px 40px}
.top{font-size:14px;color:#435361;margin:0 0 12px}
.top b{color:#0d6b6f}
.card{background:#fff;border:1px solid #dbe2e8;border-left:6px solid #1f66b3;border-radius:10px;padding:16px;margin:0 0 16px}
.critical{border-left-color:#c9181f}.warning{border-left-color:#f3a31c}
.tag{display:inline-block;font-size:14px;font-weight:600;padding:1px 10px;border-radius:6px;background:#1f66b3;color:#fff;margin:0 0 6px}
.critical .tag{background:#c9181f}.warning .tag{background:#f3a31c;color:#2a1900}
h1{font-size:24px;line-height:1.3;margin:0 0 4px}
h1 span{display:block;font-size:19px;font-weight:600}
.why{margin:8px 0 0;color:#435361}
dl{margin:12px 0 0}
dt{float:left;clear:left;width:50px;color:#435361;font-size:14px;line-height:26px}
dd{margin:0 0 4px 54px;overflow-wrap:break-word;word-wrap:break-word}
.state{list-style:none;margin:0 0 16px;padding:12px 16px;border-radius:10px;background:#fdecec;color:#8f0f14;font-weight:600}
.state.taken{background:#e5f4eb;color:#145c33}
.note{margin:0 0 16px;padding:12px 16px;border-radius:10px;background:#e7f0fa;color:#154a84}
.note.good{background:#e5f4eb;color:#145c33}.note.bad{background:#fff3da;color:#6e4000}
form{margin:0}
button,.call{display:block;width:100%;min-height:60px;margin:0 0 12px;padding:14px 16px;border-radius:10px;border:2px solid #0d6b6f;background:#fff;color:#0d6b6f;font:inherit;font-size:20px;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.main{background:#0d6b6f;color:#fff}
button.quiet{border-color:#aab8c3;color:#435361;font-size:18px;font-weight:400}
.call{border-color:#1f66b3;color:#1a5da6}
button:focus,a:focus{outline:3px solid #1667d9;outline-offset:2px}
.foot{font-size:14px;color:#435361;margin:16px 0 0}
.foot a{color:#0d6b6f;display:inline-block;padding:8px 0;margin:0 16px 0 0}
@media (prefers-color-scheme:dark){
body{background:#0e1418;color:#e6edf2}.card{background:#171f25;border-color:#2a363e}
.card.critical{border-left-color:#e5484d}.card.warning{border-left-color:#f3a31c}
.top,.why,dt,.foot{color:#a9b8c3}.top b,.foot a{color:#5cc0c2}
button{background:#171f25;color:#7fd3d4;border-color:#2f8f92}button.main{background:#15777b;color:#fff}
button.quiet{color:#c3ced6;border-color:#5b6b79}.call{background:#171f25;color:#8fbcf0;border-color:#3b7fcb}
.state{background:#3a1517;color:#ffb3b5}.state.taken,.note.good{background:#12301f;color:#9fe0b9}
.note{background:#14293f;color:#a9cdf5}.note.bad{background:#3a2a0c;color:#f5d08a}}
`

const hashOfStyle = createHash('sha256').update(STYLE).digest('base64')
/** Nothing but this page's own style, and forms to this very site. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hashOfStyle}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
const dial = (phone: string): string => escaped(phone.replace(/[^\d+]/g, ''))

type Frame = Readonly<{
  locale: Locale
  title: string
  body: string
  /** Where the page looks again, and how soon. */
  refresh?: Readonly<{ seconds: number; path: string }>
}>

const frame = ({ locale, title, body, refresh }: Frame): string => {
  const again =
    refresh === undefined
      ? ''
      : `<meta http-equiv="refresh" content="${refresh.seconds};url=${escaped(refresh.path)}">`
  return `<!doctype html>
<html lang="${locale === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">${again}
<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>
`
}

export type Paths = Readonly<{
  /** The link itself, with the language the reader chose. */
  own: string
  /** The same in the other language. */
  other: string
  board: string
}>

const form = ({ act, text, weight }: Button, turn: number, path: string): string =>
  `<form method="post" action="${escaped(path)}"><input type="hidden" name="act" value="${act}">` +
  `<input type="hidden" name="turn" value="${turn}"><button class="${weight}">${escaped(text)}</button></form>`

const callLink = ({ text, phone }: Sheet['calls'][number]): string =>
  `<a class="call" href="tel:${dial(phone)}">${escaped(text)} ${escaped(phone)}</a>`

const foot = (locale: Locale, paths: Paths, lines: readonly string[]): string => {
  const words = LINK_WORDS[locale]
  return (
    `<div class="foot">${lines.map((line) => `<div>${escaped(line)}</div>`).join('')}` +
    `<a href="${escaped(paths.board)}">${escaped(words.board)}</a>` +
    `<a href="${escaped(paths.other)}">${escaped(words.otherLanguage)}</a></div>`
  )
}

export function renderSheet(sheet: Sheet, paths: Paths): string {
  const { locale, severity } = sheet
  const words = LINK_WORDS[locale]
  const undo = sheet.buttons.find(({ act }) => act === 'undo')
  const acts = sheet.buttons.filter(({ act }) => act !== 'undo')
  const head =
    `<p class="top"><b>${words.product}</b> · ${escaped(words.alert(sheet.alertId))}</p>` +
    `<section class="card ${severity}"><span class="tag">${words.severity[severity]}</span>` +
    `<h1>${escaped(sheet.who)}<span>${escaped(sheet.what)}</span></h1>` +
    (sheet.why.length === 0 ? '' : `<p class="why">${sheet.why.map(escaped).join('<br>')}</p>`) +
    `<dl>${sheet.facts.map(({ label, lines }) => `<dt>${label}</dt><dd>${lines.map(escaped).join('<br>')}</dd>`).join('')}</dl></section>`
  const state =
    sheet.status.length === 0
      ? ''
      : `<ul class="state${sheet.isTaken ? ' taken' : ''}">${sheet.status.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`
  const { notice } = sheet
  const note =
    notice === undefined ? '' : `<p class="note ${notice.tone}" role="status">${escaped(notice.text)}</p>`
  const hint = sheet.hint === undefined ? '' : `<p class="note">${escaped(sheet.hint)}</p>`
  const body =
    note +
    head +
    state +
    (undo === undefined ? '' : form(undo, sheet.turn, paths.own)) +
    hint +
    acts.map((button) => form(button, sheet.turn, paths.own)).join('') +
    sheet.calls.map(callLink).join('') +
    foot(locale, paths, [sheet.expires, words.own])
  return frame({
    locale,
    title: `${sheet.who} ${sheet.what}`,
    body,
    refresh: { seconds: sheet.refreshSeconds, path: paths.own },
  })
}

/** A page that only says something: the link is over, or none. */
export function renderMessagePage(
  locale: Locale,
  said: Readonly<{
    title: string
    lines: readonly string[]
    calls?: Sheet['calls']
    alertId?: number | undefined
  }>,
  paths: Paths,
): string {
  const words = LINK_WORDS[locale]
  const about = said.alertId === undefined ? '' : ` · ${escaped(words.alert(said.alertId))}`
  const body =
    `<p class="top"><b>${words.product}</b>${about}</p>` +
    `<section class="card"><h1>${escaped(said.title)}</h1>` +
    `${said.lines.map((line) => `<p class="why">${escaped(line)}</p>`).join('')}</section>` +
    (said.calls ?? []).map(callLink).join('') +
    foot(locale, paths, [])
  return frame({ locale, title: said.title, body })
}
