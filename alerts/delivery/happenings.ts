// What people did about an alert, in one sentence for everyone who was told of it, Chinese first. Words only.

import type { Locale } from '../model/people.ts'

export const HAPPENINGS = [
  'onTheWay',
  'arrived',
  'assigned',
  'relieved',
  'handedOver',
  'lapsed',
  'declined',
  'gaveBack',
  'undoneAcknowledge',
  'undoneOnTheWay',
  'undoneArrived',
  'undoneDecline',
  'undoneResolve',
  'ambulanceOut',
  'ambulanceThere',
  'ambulanceUnwanted',
] as const
export type Happening = (typeof HAPPENINGS)[number]

/** `name`: who did it; of `lapsed`, who had taken it on; of `relieved`, who goes instead. */
export const HAPPENING_WORDS: Readonly<
  Record<Locale, Readonly<Record<Happening, (name: string) => string>>>
> = {
  'zh-CN': {
    onTheWay: (name) => `${name}正在赶去`,
    arrived: (name) => `${name}已到场`,
    assigned: (name) => `${name}指派您前往处理，出发请报告`,
    relieved: (name) => `改由${name}前往，您不必再去`,
    handedOver: (name) => `${name}已将此警报移交给您`,
    lapsed: (name) => `${name}接警后一直无人赶去，接警已失效，升级继续`,
    declined: (name) => `${name}去不了，请另派人前往`,
    gaveBack: (name) => `${name}去不了，现在无人处理，升级继续`,
    undoneAcknowledge: (name) => `更正：${name}撤销了接警，现在无人处理`,
    undoneOnTheWay: (name) => `更正：${name}并未出发`,
    undoneArrived: (name) => `更正：${name}尚未到场`,
    undoneDecline: (name) => `更正：${name}撤销了“去不了”，仍由其处理`,
    undoneResolve: (name) => `更正：${name}撤销了办结，警报仍在继续`,
    ambulanceOut: () => '120 救护车已出发，正在赶来',
    ambulanceThere: () => '120 救护车已到达现场',
    ambulanceUnwanted: () => '呼救已撤回，但 120 救护车已出发，请立即致电 120 核实',
  },
  en: {
    onTheWay: (name) => `${name} is on the way`,
    arrived: (name) => `${name} is there`,
    assigned: (name) => `${name} asks you to go; say when you are on the way`,
    relieved: (name) => `${name} goes instead of you`,
    handedOver: (name) => `${name} has handed this alert over to you`,
    lapsed: (name) => `${name} took it on but nobody is on the way: it is open again and escalates`,
    declined: (name) => `${name} cannot go; please send somebody else`,
    gaveBack: (name) => `${name} cannot go: nobody has it now, and it escalates`,
    undoneAcknowledge: (name) => `Correction: ${name} has not taken it on; nobody has`,
    undoneOnTheWay: (name) => `Correction: ${name} is not on the way`,
    undoneArrived: (name) => `Correction: ${name} is not there yet`,
    undoneDecline: (name) => `Correction: ${name} can go after all and still has it`,
    undoneResolve: (name) => `Correction: ${name} has reopened it; it is not over`,
    ambulanceOut: () => 'The ambulance is on its way',
    ambulanceThere: () => 'The ambulance is there',
    ambulanceUnwanted: () => 'Withdrawn, but an ambulance is out all the same: phone 120 at once',
  },
}
