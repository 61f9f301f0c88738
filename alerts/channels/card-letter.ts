// The 120 card as a letter: lines for a reader of plain text, a table for everybody else. Says what the card says and
// leaves nothing out; the desk's language is Chinese, with English beside the field names.

import { localTime } from '../delivery/message.ts'
import type { Card120 } from '../model/notification.ts'

type Row = readonly [name: string, value: string]

/** The desk works by the clock of the country; a community elsewhere would have a desk elsewhere. */
const DESK_TIME = 'Asia/Shanghai'
const at = (time: number): string => localTime(time, DESK_TIME)
const point = (where: Readonly<{ latitude: number; longitude: number }> | undefined): string =>
  where === undefined ? '' : `${where.latitude}, ${where.longitude}`

const STATES: Readonly<Record<Card120['state'], string>> = {
  new: '新呼救',
  updated: '信息更新',
  confirmed: '已人工确认',
  withdrawn: '已撤回',
  received: '已受理',
  vehicleOut: '已派车',
  arrived: '已到达',
}
const ANSWERS = { yes: '有', no: '无', unclear: '不清楚' } as const

/** Name and value of everything the card knows, in the order in which a dispatcher asks. */
export function cardRows(card: Card120): readonly Row[] {
  const { position, patient, observed = {} } = card
  const seen = ({ answer, by, at: time }: NonNullable<typeof observed.conscious>): string =>
    `${ANSWERS[answer]}（${by}，${at(time)}）`
  const rows: readonly Row[] = [
    ['No.', `${card.eventNumber} v${card.version} (${card.state})`],
    ['状态 State', STATES[card.state]],
    ['贵方编号 Your number', card.deskEventNumber ?? ''],
    ['呼救时间 Called', at(card.calledAt)],
    ['地址 Address', card.address],
    ['入口 Entry', card.entry],
    ['患者 Patient', `${patient.name} ${patient.sex} ${patient.age} ${patient.bloodType ?? ''}`.trim()],
    ['主诉 What', card.what],
    ['意识 Conscious', observed.conscious === undefined ? '' : seen(observed.conscious)],
    ['呼吸 Breathing', observed.breathing === undefined ? '' : seen(observed.breathing)],
    [
      '生命体征 Vitals',
      card.vitals
        .map(
          ({ metric, value, eventTime, source }) =>
            `${metric} ${value}（${[at(eventTime), source].filter(Boolean).join('，')}）`,
        )
        .join('；'),
    ],
    ['既往史 Conditions', card.conditions.join('、')],
    ['用药 Medication', card.medication.join('、')],
    ['过敏 Allergies', card.allergies.join('、')],
    ['注意 Cautions', (card.cautions ?? []).join('、')],
    ['电话 Phone', card.phone ?? ''],
    [
      '联系人 Contacts',
      card.contacts
        .map(({ name, relation, phone }) => `${name} ${relation} ${phone ?? ''}`.trim())
        .join('；'),
    ],
    ['已到场 On site', (card.onSite ?? []).join('、')],
    ['正赶去 On the way', (card.onTheWay ?? []).join('、')],
    ['回拨 Call back', card.callBack ?? ''],
    [
      '人工确认 Confirmed',
      card.confirmedByPerson
        ? `是 yes${card.confirmedBy === undefined ? '' : ` ${card.confirmedBy}`}`
        : '否 no',
    ],
    ['WGS-84', point(position?.wgs84)],
    ['GCJ-02', point(position?.gcj02)],
  ]
  return rows.filter(([, value]) => value.trim() !== '')
}

export const cardText = (card: Card120): readonly string[] =>
  cardRows(card).map(([name, value]) => `${name}: ${value}`)

const markupFree = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A table that survives every mail reader: no style sheet, no picture, no script. */
export function cardHtml(
  card: Card120,
  { title, body, foot }: Readonly<{ title: string; body: string; foot: string }>,
): string {
  const cell = 'padding:6px 10px;border-bottom:1px solid #ccc;vertical-align:top'
  const rows = cardRows(card).map(
    ([name, value]) =>
      `<tr><th align="left" style="${cell};white-space:nowrap">${markupFree(name)}</th><td style="${cell}">${markupFree(value)}</td></tr>`,
  )
  return [
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head>',
    '<body style="font-family:sans-serif;font-size:16px;color:#000;background:#fff">',
    `<h1 style="font-size:22px">${markupFree(title)}</h1>`,
    `<p>${markupFree(body)}</p>`,
    `<table cellspacing="0" style="border-collapse:collapse">${rows.join('')}</table>`,
    `<p style="color:#555;font-size:13px">${markupFree(foot)}</p>`,
    '</body></html>',
  ].join('\n')
}
