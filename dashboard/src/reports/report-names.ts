// What the ids of a report are called: by the board where it knows them, else as the report says. A resident who has
// moved out is in last month's report all the same.

import { personName } from '../alert/names.ts'
import { subjectName } from '../place/subject.ts'
import type { Alert, ReportAnswer } from '../server-types.ts'
import { locale, text } from '../text/text.ts'

type Named = Pick<ReportAnswer, 'subjects' | 'people' | 'titles'>

export function whoText({ subjects }: Named, subject: Alert['subject']): string {
  const known = subjectName(subject)
  if (known.name === subject.id) return subjects[`${subject.kind}:${subject.id}`] ?? subject.id
  return known.place === '' ? known.name : `${known.name} · ${known.place}`
}

export const personText = ({ people }: Named, id: string): string => {
  const known = personName(id)
  return known === id ? (people[id] ?? id) : known
}

export const ruleText = ({ titles }: Named, ruleId: string): string =>
  text.value.rule[ruleId] ?? titles[ruleId]?.[locale.value] ?? ruleId
