// The words of an explanation in a terminal, Chinese first. What is said is decided in alerts/rules/explain.ts.

import { WORDS } from '../../alerts/delivery/words.ts'
import type { Outcome } from '../../alerts/model/alert.ts'
import type { Locale } from '../../alerts/model/people.ts'
import type { Metric } from '../../alerts/model/telemetry.ts'
import type {
  ExplainedStep,
  ExplainOutcome,
  ExplainReason,
  Explanation,
  ParameterOrigin,
  RuleExplanation,
} from '../../alerts/rules/explanation.ts'

type Found = NonNullable<Explanation['alert']>['found']
type Comparison = RuleExplanation['limits'][number]['comparison']
type Progress = Omit<NonNullable<RuleExplanation['progress']>, 'since'> & Readonly<{ since: string }>
type Device = Omit<Explanation['device'], 'heardAt'> & Readonly<{ heardAt: string | null }>

export type ExplainWords = Readonly<{
  about: (subject: string, deviceId: string, at: string) => string
  alert: (id: number, rule: string, version: string) => string
  found: Readonly<Record<Found, string>>
  closedAs: (outcome: string) => string
  outcome: Readonly<Record<Outcome, string>>
  silenced: (id: number, until: string) => string
  replayed: (from: string, readings: number) => string
  device: (device: Device) => string
  reason: Readonly<Record<ExplainReason, string>>
  inhibitedBy: (rule: string) => string
  progress: (progress: Progress) => string
  limit: (metric: string, comparison: string, threshold: number) => string
  comparison: Readonly<Record<Comparison, string>>
  metric: Readonly<Record<Metric, string>>
  parameter: (name: string, value: number, standard: number, origin: string) => string
  origin: Readonly<Record<ParameterOrigin, string>>
  condition: Readonly<Record<NonNullable<RuleExplanation['condition']>, string>>
  dueAt: (at: string) => string
  step: Readonly<Record<ExplainedStep['what'], string>>
  minutes: (ms: number) => string
  sampleHead: readonly string[]
  beyond: string
  doubtful: string
  openAlerts: string
  refused: Readonly<Record<Extract<ExplainOutcome, { ok: false }>['code'], string>>
}>

const minutesOf = (ms: number): number => Math.round(ms / 6_000) / 10

const zh: ExplainWords = {
  about: (subject, deviceId, at) => `${subject}（设备 ${deviceId}），${at}`,
  alert: (id, rule, version) => `告警 ${id}：${rule}，规则版本 ${version}`,
  found: {
    same: '重放历史数据，同一时刻得到同一告警。',
    near: '重放历史数据，在半小时内得到该告警：数据可能迟到，或规则已改。',
    not: '重放历史数据未得到该告警：数据迟到、已删除，或规则已改。',
  },
  closedAs: (outcome) => `办结结果：${outcome}`,
  outcome: WORDS['zh-CN'].outcome,
  silenced: (id, until) => `被静默 ${id} 压住，至 ${until}`,
  replayed: (from, readings) => `重放自 ${from} 起的 ${readings} 条数据。`,
  device: ({ worn, charging, online, batteryPercent, heardAt }) =>
    [
      worn === null ? '佩戴情况未知' : worn ? '已佩戴' : '未佩戴',
      ...(charging === true ? ['充电中'] : []),
      ...(online === false ? ['离线'] : []),
      ...(batteryPercent === null ? [] : [`电量 ${batteryPercent}%`]),
      heardAt === null ? '从未收到数据' : `最近一次数据 ${heardAt}`,
    ].join('，'),
  reason: {
    gatewayOnly: '由网关自身发出，与数据无关',
    switchedOff: '规则已停用',
    otherDevice: '不适用于这种设备',
    notForThem: '此人没有规则所要求的标签',
    firing: '正在告警',
    closedByPerson: '已由人员办结，原因尚未消失',
    conditionNo: '附加条件不成立，不看',
    notWorn: '手环未佩戴，体征不作数',
    noValues: '没有这项数据',
    valuesTooOld: '数据太旧，说明不了当时',
    inhibited: '被另一条规则抑制',
    notLongEnough: '已越限，持续时间还不够',
    notOftenEnough: '已越限，次数还不够',
    waiting: '等待下一个数值',
    withinLimits: '在限值以内',
  },
  inhibitedBy: (rule) => `抑制它的规则：${rule}`,
  progress: ({ since, heldMs, neededMs, count, neededCount }) =>
    [
      `自 ${since} 起，已 ${minutesOf(heldMs)} 分钟`,
      ...(neededMs === undefined ? [] : [`需 ${minutesOf(neededMs)} 分钟`]),
      ...(count === undefined
        ? []
        : [`${count} 次${neededCount === undefined ? '' : `，需 ${neededCount} 次`}`]),
    ].join('，'),
  limit: (metric, comparison, threshold) => `限值：${metric}${comparison} ${threshold}`,
  comparison: { above: '高于', below: '低于', atLeast: '不低于', atMost: '不高于' },
  metric: WORDS['zh-CN'].metric,
  parameter: (name, value, standard, origin) =>
    `参数 ${name} = ${value}（一般为 ${standard}），来自${origin}`,
  origin: { rule: '规则', tag: '标签', carePlan: '个人照护计划', variant: '时段、季节或天气' },
  condition: { yes: '附加条件成立', no: '附加条件不成立', unknown: '附加条件无法判断，按成立处理' },
  dueAt: (at) => `若再无数据，${at} 将告警`,
  step: {
    began: '开始越限',
    restarted: '中断，重新计时',
    ended: '恢复，未告警',
    raised: '告警',
    stepped: '级别变化',
    cleared: '解除',
    inhibited: '本应告警，被抑制',
    released: '人员办结',
    conditionNo: '附加条件不成立，重新计时',
  },
  minutes: (ms) => `${minutesOf(ms)} 分钟`,
  sampleHead: ['时间', '项目', '数值', ''],
  beyond: '越限',
  doubtful: '可疑，未采用',
  openAlerts: '当时未办结的告警：',
  refused: {
    alertNotFound: '没有这个告警。',
    subjectNotFound: '没有这个人或地点，或没有设备。',
    ruleNotFound: '没有这条规则。',
    nothingStored: '没有存下该设备的数据。',
  },
}

const en: ExplainWords = {
  about: (subject, deviceId, at) => `${subject} (device ${deviceId}) at ${at}`,
  alert: (id, rule, version) => `Alert ${id}: ${rule}, version ${version} of the rule`,
  found: {
    same: 'Replaying the stored readings raises it at the same moment.',
    near: 'Replaying the stored readings raises it within half an hour: readings came late, or the rule has changed.',
    not: 'Replaying the stored readings does not raise it: readings came late or are gone, or the rule has changed.',
  },
  closedAs: (outcome) => `Closed as ${outcome}`,
  outcome: WORDS.en.outcome,
  silenced: (id, until) => `Kept quiet by silence ${id} until ${until}`,
  replayed: (from, readings) => `Replayed ${readings} readings since ${from}.`,
  device: ({ worn, charging, online, batteryPercent, heardAt }) =>
    [
      worn === null ? 'worn or not: unknown' : worn ? 'worn' : 'not worn',
      ...(charging === true ? ['charging'] : []),
      ...(online === false ? ['offline'] : []),
      ...(batteryPercent === null ? [] : [`battery ${batteryPercent} %`]),
      heardAt === null ? 'never heard' : `last heard ${heardAt}`,
    ].join(', '),
  reason: {
    gatewayOnly: 'said by the gateway about itself, not by readings',
    switchedOff: 'switched off',
    otherDevice: 'not for this kind of device',
    notForThem: 'only for people with a tag that they do not have',
    firing: 'firing',
    closedByPerson: 'closed by a person while its cause lasts',
    conditionNo: 'its condition said no: it does not look',
    notWorn: 'the band is off the wrist: vital signs do not count',
    noValues: 'there is no value of what it looks at',
    valuesTooOld: 'the values are too old to say anything about then',
    inhibited: 'kept quiet by another rule',
    notLongEnough: 'beyond the limit, not long enough yet',
    notOftenEnough: 'beyond the limit, not often enough yet',
    waiting: 'waiting for the next value',
    withinLimits: 'within its limits',
  },
  inhibitedBy: (rule) => `kept quiet by ${rule}`,
  progress: ({ since, heldMs, neededMs, count, neededCount }) =>
    [
      `since ${since}, for ${minutesOf(heldMs)} min`,
      ...(neededMs === undefined ? [] : [`needs ${minutesOf(neededMs)} min`]),
      ...(count === undefined
        ? []
        : [`${count} times${neededCount === undefined ? '' : `, needs ${neededCount}`}`]),
    ].join(', '),
  limit: (metric, comparison, threshold) => `limit: ${metric} ${comparison} ${threshold}`,
  comparison: { above: 'above', below: 'below', atLeast: 'at least', atMost: 'at most' },
  metric: WORDS.en.metric,
  parameter: (name, value, standard, origin) => `${name} = ${value} (usually ${standard}), by ${origin}`,
  origin: {
    rule: 'the rule',
    tag: 'a tag',
    carePlan: 'the care plan',
    variant: 'time of day, season or weather',
  },
  condition: {
    yes: 'its condition holds',
    no: 'its condition does not hold',
    unknown: 'nobody knows whether its condition holds: it looks all the same',
  },
  dueAt: (at) => `would be raised at ${at} if nothing more came`,
  step: {
    began: 'first beyond the limit',
    restarted: 'interrupted: the time starts anew',
    ended: 'back again, nobody told',
    raised: 'raised',
    stepped: 'another class',
    cleared: 'cleared',
    inhibited: 'would have been raised, kept quiet',
    released: 'closed by a person',
    conditionNo: 'its condition said no: it starts anew',
  },
  minutes: (ms) => `${minutesOf(ms)} min`,
  sampleHead: ['time', 'what', 'value', ''],
  beyond: 'beyond',
  doubtful: 'doubtful, not used',
  openAlerts: 'Alerts that were open then:',
  refused: {
    alertNotFound: 'There is no such alert.',
    subjectNotFound: 'There is no such person or place, or it has no device.',
    ruleNotFound: 'There is no such rule.',
    nothingStored: 'No reading of the device is stored.',
  },
}

export const EXPLAIN_WORDS: Readonly<Record<Locale, ExplainWords>> = { 'zh-CN': zh, en }
