// Of a report: silent devices, messages that did not arrive, channels that were down, the daily test of the path,
// silences, and minutes nobody was on duty.

import { durationText } from '../format/time.ts'
import type { ReportAnswer } from '../server-types.ts'
import { matchText } from '../silences/silence-text.ts'
import { locale, text } from '../text/text.ts'
import { Part, ReportTable } from './part.tsx'
import { personText, ruleText, whoText } from './report-names.ts'
import { momentIn } from './when.ts'

type Props = { report: ReportAnswer }

const moment = ({ timeZone }: ReportAnswer, at: number): string => momentIn(locale.value, timeZone, at)
const channelText = (channel: string): string => text.value.channel[channel] ?? channel

export const Devices = ({ report }: Props) => {
  const words = text.value
  const { columns, devices, devicesNone, standing, ended } = words.reports
  const { list, total } = report.devices
  return (
    <Part
      title={devices}
      none={list.length === 0 && devicesNone}
      more={total - list.length}
      testid="report-devices"
    >
      <ReportTable
        columns={[
          columns.who,
          columns.device,
          columns.what,
          [columns.times, 'end'],
          [columns.total, 'end'],
          columns.state,
        ]}
        rows={list.map((one) => [
          `${one.ruleId} ${one.deviceId} ${one.subject.id}`,
          whoText(report, one.subject),
          one.deviceId,
          ruleText(report, one.ruleId),
          one.times,
          durationText(words, one.totalMs),
          one.standing ? <strong key="standing">{standing}</strong> : ended,
        ])}
      />
    </Part>
  )
}

export const Messages = ({ report }: Props) => {
  const { columns, messages, messagesNone } = text.value.reports
  const list = report.figures.messages
  return (
    <Part title={messages} none={list.length === 0 && messagesNone} testid="report-messages">
      <ReportTable
        columns={[
          columns.channel,
          [columns.messages, 'end'],
          [columns.delivered, 'end'],
          [columns.failed, 'end'],
        ]}
        rows={list.map((one) => [
          one.channel,
          channelText(one.channel),
          one.messages,
          one.delivered,
          one.failed,
        ])}
      />
    </Part>
  )
}

export const Failed = ({ report }: Props) => {
  const words = text.value
  const { columns, failed, failedNone } = words.reports
  const { list, total } = report.failed
  return (
    <Part
      title={failed}
      none={list.length === 0 && failedNone}
      more={total - list.length}
      testid="report-failed"
    >
      <ReportTable
        columns={[columns.when, columns.what, columns.recipient, columns.channel, columns.error]}
        rows={list.map((one, i) => [
          i,
          moment(report, one.createdAt),
          words.alert.number(one.alertId),
          `${one.recipient} (${words.role[one.role] ?? one.role})`,
          channelText(one.channel),
          one.error,
        ])}
      />
    </Part>
  )
}

export const Outages = ({ report }: Props) => {
  const { columns, outages, outagesNone, now } = text.value.reports
  const list = report.outages
  return (
    <Part title={outages} none={list.length === 0 && outagesNone} testid="report-outages">
      <ReportTable
        columns={[columns.channel, columns.from, columns.to, columns.reason]}
        rows={list.map((one, i) => [
          i,
          channelText(one.channel),
          moment(report, one.from),
          one.to === undefined ? now : moment(report, one.to),
          one.reason,
        ])}
      />
    </Part>
  )
}

/** It mostly takes less than a second. */
const tookText = (ms: number): string =>
  ms < 1_000 ? text.value.proof.milliseconds(Math.round(ms)) : durationText(text.value, ms)

const SIGNS = { proven: '✓', failed: '✗', none: '–' } as const

export const Canary = ({ report }: Props) => {
  const words = text.value
  const { canary, canaryOff, canaryNone, canaryState, canaryTook, canaryFailed } = words.reports
  const days = report.canary ?? []
  const none = report.canary === null ? canaryOff : days.length === 0 ? canaryNone : undefined
  const [only] = days
  return (
    <Part title={canary} none={none} testid="report-canary">
      {report.kind === 'monthly' && (
        <ul class="report-days">
          {days.map(({ day, state }) => (
            <li key={day} data-state={state} title={`${day} ${canaryState[state]}`}>
              <span>{Number(day.slice(8))}</span>
              <b>{SIGNS[state]}</b>
              <span class="unseen">{canaryState[state]}</span>
            </li>
          ))}
        </ul>
      )}
      {report.kind === 'daily' && only?.state === 'proven' && (
        <p>
          {SIGNS.proven} {canaryTook(moment(report, only.at), tookText(only.tookMs))}
        </p>
      )}
      {report.kind === 'daily' && only?.state === 'none' && <p>{canaryState.none}</p>}
      {days.map((day) =>
        day.state === 'failed' ? (
          <p key={day.day}>
            {SIGNS.failed}{' '}
            {canaryFailed(
              moment(report, day.at),
              words.canary.stages[day.stage] ?? day.stage,
              day.until === undefined ? '' : moment(report, day.until),
            )}
          </p>
        ) : null,
      )}
    </Part>
  )
}

export const Silences = ({ report }: Props) => {
  const words = text.value
  const { columns, silences, silencesNone } = words.reports
  const list = report.silences
  return (
    <Part title={silences} none={list.length === 0 && silencesNone} testid="report-silences">
      <ReportTable
        columns={[columns.about, columns.from, columns.to, columns.by, columns.reason]}
        rows={list.map((one) => [
          one.id,
          matchText(one.match),
          moment(report, one.from),
          moment(report, Math.min(one.until, one.endedAt ?? one.until)),
          personText(report, one.createdBy),
          one.reason,
        ])}
      />
    </Part>
  )
}

export const Uncovered = ({ report }: Props) => {
  const words = text.value
  const { columns, uncovered, uncoveredNone, uncoveredOff } = words.reports
  const gaps = report.uncovered
  const none = gaps === null ? uncoveredOff : gaps.length === 0 ? uncoveredNone : undefined
  return (
    <Part title={uncovered} none={none} testid="report-uncovered">
      <ReportTable
        columns={[columns.from, columns.to, [columns.total, 'end']]}
        rows={(gaps ?? []).map(({ from, to }) => [
          from,
          moment(report, from),
          moment(report, to),
          durationText(words, to - from),
        ])}
      />
    </Part>
  )
}
