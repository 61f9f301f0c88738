// The dictionary of messages, Chinese first. Words only: which of them are used is decided in message.ts.

import type { Outcome, Severity } from '../model/alert.ts'
import type { NotificationReason } from '../model/notification.ts'
import type { Locale, Sex } from '../model/people.ts'
import type { Metric } from '../model/telemetry.ts'

export type Words = Readonly<{
  severity: Readonly<Record<Severity, string>>
  level: Readonly<Record<string, string>>
  reason: Readonly<Record<Exclude<NotificationReason, 'raised'>, string>>
  tag: (severity: string, reason: string | undefined) => string
  withLevel: (title: string, level: string) => string
  outcome: Readonly<Record<Outcome, string>>
  metric: Readonly<Record<Metric, string>>
  sex: Readonly<Record<Sex, string>>
  unit: Readonly<Partial<Record<Metric, string>>>
  /** At most 40 characters are kept, from the left. */
  headline: (tag: string, who: string, what: string) => string
  unknownRule: string
  unknownBand: (deviceId: string) => string
  systemSubject: string
  stop: string
  gap: string
  value: (metric: string, value: string, limit: string) => string
  held: (minutes: number) => string
  estimate: string
  at: (time: string) => string
  late: (minutes: number) => string
  lastSeen: (time: string) => string
  where: (place: string) => string
  entry: (text: string) => string
  callElder: (name: string, phone: string) => string
  callDesk: (phone: string) => string
  callPerson: (name: string) => string
  acknowledgedBy: (name: string) => string
  unanswered: (minutes: number) => string
  difficult: (hours: number) => string
  repeated: (times: number) => string
  confirmedBy: (name: string) => string
  unconfirmed: string
  standDown: string
  closed: (outcome: string) => string
  note: (text: string) => string
  event: (id: number) => string
  channelDown: (channel: string, error: string) => string
  notDelivered: (recipient: string, channel: string, error: string) => string
  /** An incident: so many people or places. */
  members: (count: number) => string
  atRisk: (count: number) => string
  needsHelp: (name: string, address: string) => string
  /** Of a late upload: what a rule saw, how often, when, and the worst value (empty where there is none). */
  episode: (title: string, count: number, when: string, worst: string) => string
  wearerRaised: string
  wearerComing: string
  wearerClosed: string
}>

const zh: Words = {
  severity: { info: '提示', warning: '预警', critical: '危急' },
  level: { attention: '注意', warning: '预警', closure: '封控', danger: '危险' },
  reason: {
    escalated: '升级',
    updated: '更新',
    confirmed: '已确认',
    withdrawn: '撤回',
    resolved: '已办结',
  },
  tag: (severity, reason) => (reason === undefined ? severity : `${reason}·${severity}`),
  withLevel: (title, level) => `${title}·${level}`,
  outcome: {
    genuine: '真实',
    accidental: '误触',
    test: '测试',
    equipment: '设备故障',
    recovered: '已自行恢复',
  },
  metric: {
    heartRate: '心率',
    systolic: '收缩压',
    diastolic: '舒张压',
    spo2: '血氧',
    temperature: '体温',
    steps: '步数',
    battery: '电量',
    charging: '充电',
    worn: '佩戴',
    online: '在线',
    latitude: '纬度',
    longitude: '经度',
    accuracy: '定位精度',
    level: '水位',
    sos: '紧急呼救',
    fall: '跌倒',
    rain: '雨量',
    still: '静止',
  },
  sex: { female: '女', male: '男' },
  unit: {
    heartRate: '次/分',
    systolic: 'mmHg',
    diastolic: 'mmHg',
    spo2: '%',
    temperature: '℃',
    battery: '%',
    level: '厘米',
    rain: '毫米',
  },
  headline: (tag, who, what) => `【${tag}】${who} ${what}`,
  unknownRule: '告警',
  unknownBand: (deviceId) => `未登记设备 ${deviceId}`,
  systemSubject: '系统',
  stop: '。',
  gap: '',
  value: (metric, value, limit) => `${metric} ${value}${limit === '' ? '' : `（界限 ${limit}）`}`,
  held: (minutes) => `已持续 ${minutes} 分钟`,
  estimate: '手环估算值，请用臂式血压计复核',
  at: (time) => `时间：${time}`,
  late: (minutes) => `延迟 ${minutes} 分钟收到`,
  lastSeen: (time) => `最后在线：${time}`,
  where: (place) => `地址：${place}`,
  entry: (text) => `入口：${text}`,
  callElder: (name, phone) => `请致电${name} ${phone}`,
  callDesk: (phone) => `值班电话：${phone}`,
  callPerson: (name) => `请立即联系${name}`,
  acknowledgedBy: (name) => `${name}已接警，正在处理`,
  unanswered: (minutes) => (minutes < 1 ? '尚无人接警' : `已 ${minutes} 分钟无人接警`),
  difficult: (hours) => `已 ${hours} 小时未处理，列入疑难问题清单`,
  repeated: (times) => `已重复 ${times} 次`,
  confirmedBy: (name) => `${name}已人工确认`,
  unconfirmed: '尚未人工确认',
  standDown: '无需再出动',
  closed: (outcome) => `结果：${outcome}`,
  note: (text) => `备注：${text}`,
  event: (id) => `告警编号 ${id}`,
  channelDown: (channel, error) => `通知渠道不可用（${channel}：${error}），消息改走其他渠道，请检查该渠道`,
  notDelivered: (recipient, channel, error) => `未能通知${recipient}（${channel}：${error}），请改用电话通知`,
  members: (count) => `涉及 ${count} 处`,
  atRisk: (count) => `需逐户联系的长者 ${count} 位，名单见看板`,
  needsHelp: (name, address) => `${name}需要帮助：${address}`,
  episode: (title, count, when, worst) =>
    `${when} ${title}${count > 1 ? ` ${count} 次` : ''}${worst === '' ? '' : `（最严重 ${worst}）`}`,
  wearerRaised: '呼救已收到，正在通知值班员和家人',
  wearerComing: '已有人接警，正在赶来，请不要着急',
  wearerClosed: '本次呼救已结束。如仍需帮助，请再按呼救键',
}

const en: Words = {
  severity: { info: 'Notice', warning: 'Warning', critical: 'Critical' },
  level: { attention: 'attention', warning: 'warning', closure: 'closure', danger: 'danger' },
  reason: {
    escalated: 'Escalated',
    updated: 'Update',
    confirmed: 'Confirmed',
    withdrawn: 'Withdrawn',
    resolved: 'Closed',
  },
  // Forty letters are short: the reason alone, and the severity only in the first message.
  tag: (severity, reason) => reason ?? severity,
  withLevel: (title, level) => `${title}, ${level}`,
  outcome: {
    genuine: 'genuine',
    accidental: 'accidental',
    test: 'test',
    equipment: 'equipment fault',
    recovered: 'recovered by itself',
  },
  metric: {
    heartRate: 'Heart rate',
    systolic: 'Systolic pressure',
    diastolic: 'Diastolic pressure',
    spo2: 'SpO₂',
    temperature: 'Temperature',
    steps: 'Steps',
    battery: 'Battery',
    charging: 'Charging',
    worn: 'Worn',
    online: 'Online',
    latitude: 'Latitude',
    longitude: 'Longitude',
    accuracy: 'Accuracy',
    level: 'Water level',
    rain: 'Rain',
    still: 'No movement',
    sos: 'SOS',
    fall: 'Fall',
  },
  sex: { female: 'female', male: 'male' },
  unit: {
    heartRate: 'bpm',
    systolic: 'mmHg',
    diastolic: 'mmHg',
    spo2: '%',
    temperature: '°C',
    battery: '%',
    level: 'cm',
    rain: 'mm',
  },
  headline: (tag, who, what) => `[${tag}] ${who}: ${what}`,
  unknownRule: 'Alert',
  unknownBand: (deviceId) => `unregistered device ${deviceId}`,
  systemSubject: 'System',
  stop: '.',
  gap: ' ',
  value: (metric, value, limit) => `${metric} ${value}${limit === '' ? '' : ` (limit ${limit})`}`,
  held: (minutes) => `for ${minutes} min`,
  estimate: 'Wristband estimate: check with an arm cuff',
  at: (time) => `At ${time}`,
  late: (minutes) => `received ${minutes} min late`,
  lastSeen: (time) => `Last seen ${time}`,
  where: (place) => `Address: ${place}`,
  entry: (text) => `Entry: ${text}`,
  callElder: (name, phone) => `Call ${name} ${phone}`,
  callDesk: (phone) => `Duty desk: ${phone}`,
  callPerson: (name) => `Contact ${name} now`,
  acknowledgedBy: (name) => `${name} has taken it on`,
  unanswered: (minutes) => (minutes < 1 ? 'Nobody has answered yet' : `Unanswered for ${minutes} min`),
  difficult: (hours) => `Unhandled for ${hours} h: on the list of difficult problems`,
  repeated: (times) => `Repeated ${times} times`,
  confirmedBy: (name) => `Confirmed by ${name}`,
  unconfirmed: 'Not yet confirmed by a person',
  standDown: 'No need to respond any more',
  closed: (outcome) => `Outcome: ${outcome}`,
  note: (text) => `Note: ${text}`,
  event: (id) => `Alert ${id}`,
  channelDown: (channel, error) =>
    `A channel is down (${channel}: ${error}): messages take another way; check it`,
  notDelivered: (recipient, channel, error) =>
    `${recipient} was not told (${channel}: ${error}); please phone`,
  members: (count) => `${count} places or people`,
  atRisk: (count) => `${count} residents to call: the list is on the board`,
  needsHelp: (name, address) => `${name} needs help: ${address}`,
  episode: (title, count, when, worst) =>
    `${when} ${title}${count > 1 ? `, ${count} times` : ''}${worst === '' ? '' : ` (worst ${worst})`}`,
  wearerRaised: 'SOS received. Calling duty officer and family',
  wearerComing: 'Help is coming. Please stay calm',
  wearerClosed: 'This call is closed. Press SOS again if you need help',
}

export const WORDS: Readonly<Record<Locale, Words>> = { 'zh-CN': zh, en }
