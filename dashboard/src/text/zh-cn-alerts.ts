// 警报相关的文字（中文）：规则、级别、经过、通知、操作。Codes in, words out; unknown codes are shown as they are.

/** What a sentence about a cause may mention; all values are already formatted for the reader. */
export type WhyFacts = Readonly<{
  metric: string
  value: string
  threshold: string
  since: string
  held: string
  level: string
  device: string
  lastSeen: string
  recipient: string
  channel: string
  /** The channel that is down, where that is the cause. */
  channelDown: string
}>

/** What a line of the timeline may mention; empty strings where the entry has no such fact. */
export type TimelineFacts = Readonly<{
  who: string
  recipient: string
  channel: string
  step: string
  times: string
  level: string
  severity: string
  outcome: string
  text: string
  reason: string
  /** The channel that took over from one that failed. */
  next: string
  /** What was taken back. */
  action: string
  /** When a silence ends. */
  until: string
  /** What the 120 desk said, or what was found or opened for it. */
  desk: string
  /** Not empty: it came in one message with others. */
  digest: string
}>

const noted = (text: string) => (text === '' ? '' : `：${text}`)
const held = (f: WhyFacts) => (f.held === '' ? '' : `，已持续 ${f.held}`)

export const alertWords = {
  severity: { info: '提示', warning: '预警', critical: '危急' },
  status: { open: '待处理', acknowledged: '已接警', resolved: '已办结' },
  outcome: {
    genuine: '真实',
    accidental: '误触',
    test: '测试',
    equipment: '设备故障',
    recovered: '自行恢复',
  },
  outcomeHint: {
    genuine: '确有其事，已经处置',
    accidental: '本人误按或误报',
    test: '演练或测试',
    equipment: '手环或设备问题',
  },
  rule: {
    'hr-critical-high': '心率危急过快',
    'hr-critical-low': '心率危急过慢',
    'hr-high': '心率偏快',
    'hr-low': '心率偏慢',
    'bp-crisis': '血压危急升高',
    'bp-high': '血压偏高',
    'bp-low': '血压偏低',
    'spo2-critical': '血氧危急偏低',
    'spo2-critical-low': '血氧危急偏低',
    'spo2-low': '血氧偏低',
    battery: '手环电量低',
    'battery-low': '手环电量低',
    sos: '紧急呼救',
    fall: '跌倒',
    'band-offline': '手环离线',
    'drain-offline': '水位计离线',
    'no-vitals': '收不到生命体征',
    'not-worn': '手环未佩戴',
    'drain-level': '积水',
    'drain-battery': '水位计电量低',
    'drain-no-level': '水位计无水位数据',
    'delivery-failed': '通知发送失败',
    report: '报告自动发送',
  } as Record<string, string>,
  /** By rule, then class: filled by the rules the gateway has. */
  levelOf: {} as Readonly<Record<string, Readonly<Record<string, string>>>>,
  level: {
    attention: '注意',
    warning: '预警',
    closure: '封控',
    danger: '危险',
    low: '电量低',
    veryLow: '电量很低',
    nearlyEmpty: '即将耗尽',
    silent: '失去联系',
    lost: '长时间失联',
  } as Record<string, string>,
  comparison: { above: '高于', below: '低于', atLeast: '达到或高于', atMost: '达到或低于' },
  why: {
    sos: (f: WhyFacts) => `${f.since} 按下紧急呼救键。`,
    fall: (f: WhyFacts) => `${f.since} 手环检测到跌倒。`,
    offline: (f: WhyFacts) => `${f.since} 起没有任何上报${held(f)}。`,
    noVitals: (f: WhyFacts) => `手环在线，但 ${f.since} 起没有收到生命体征${held(f)}。`,
    notWorn: (f: WhyFacts) => `${f.since} 起手环未佩戴${held(f)}。`,
    delivery: (f: WhyFacts) =>
      f.channelDown !== ''
        ? `${f.channelDown}渠道不可用，消息改走其他渠道，或稍后重试。`
        : f.recipient === ''
          ? '一条通知多次重试后仍未送达。'
          : `发给${f.recipient}的通知多次重试后仍未送达。`,
    notStored: (device: string, error: string) =>
      `${device === '' ? '系统作出的一项决定' : `设备 ${device} 的一条消息`}与已存的记录冲突，未能保存，已单独搁置。技术原因：${error}`,
    pressNotStored: (f: WhyFacts) =>
      `手环 ${f.device} 于 ${f.since} 发出呼救，但未能照常保存。请按紧急呼救处理。`,
    measured: (f: WhyFacts, comparison: string) =>
      `${f.metric} ${f.value}，${comparison} ${f.threshold}；自 ${f.since} 起${f.held === '' ? '' : `持续 ${f.held}`}。`,
    plain: (f: WhyFacts) => `${f.metric} ${f.value}（${f.since}）。`,
    unknown: (f: WhyFacts) => `自 ${f.since} 起。`,
    noLevel: (f: WhyFacts) => `设备在线，但 ${f.since} 起没有有效水位${held(f)}。`,
    charging: '按下时手环正在充电，可能是拔下充电器触发，请回电确认。',
    takenOff: '按下时手环未佩戴在手腕上。',
    bloodPressure: '手环血压为估算值，请用臂式血压计复核。',
    cleared: (at: string) => `${at} 起数值已恢复，仍需人工确认。`,
    repeats: (n: number) => `期间又重复 ${n} 次。`,
  },
  timeline: {
    opened: (f: TimelineFacts) => `警报产生${f.severity === '' ? '' : `（${f.severity}）`}`,
    repeated: (f: TimelineFacts) => (f.times === '' ? '再次触发' : `再次触发（第 ${f.times} 次）`),
    stepped: (f: TimelineFacts) =>
      `级别变为${f.level !== '' ? f.level : f.severity !== '' ? f.severity : '新级别'}`,
    cleared: () => '数值恢复正常',
    notified: (f: TimelineFacts) =>
      f.recipient === ''
        ? '已发出通知'
        : `通知${f.recipient}${f.channel === '' ? '' : `（${f.channel}）`}${f.until === '' ? '' : `，${f.until} 送出（正在免打扰时段）`}`,
    escalated: (f: TimelineFacts) =>
      `无人接警，升级${f.step === '' ? '' : `到第 ${f.step} 步`}${f.recipient === '' ? '' : `：${f.recipient}`}`,
    fellThrough: (f: TimelineFacts) =>
      `${f.recipient === '' ? '这一步' : f.recipient}无人可通知，转到下一步${noted(f.reason)}`,
    acknowledged: (f: TimelineFacts) => `${f.who} 接警`,
    commented: (f: TimelineFacts) => `${f.who} 备注${noted(f.text)}`,
    confirmed: (f: TimelineFacts) => `${f.who} 确认为紧急情况，已告知 120${noted(f.text)}`,
    withdrawn: (f: TimelineFacts) => `${f.who} 撤回呼救，已告知所有收到通知的人${noted(f.text)}`,
    resolved: (f: TimelineFacts) =>
      `${f.who} 办结${f.outcome === '' ? '' : `，结论：${f.outcome}`}${f.text === '' ? '' : `。${f.text}`}`,
    delivered: (f: TimelineFacts) =>
      `已送达${f.recipient}${f.channel === '' ? '' : `（${f.channel}）`}${f.digest === '' ? '' : '，汇总消息'}`,
    deliveryFailed: (f: TimelineFacts) =>
      `发送给${f.recipient === '' ? '收件人' : f.recipient}失败${noted(f.reason)}${f.next === '' ? '' : `，改用${f.next}`}`,
    silenced: (f: TimelineFacts) =>
      `${f.who} 的静默生效${f.until === '' ? '' : `，至 ${f.until}`}，暂不通知任何人${noted(f.text)}`,
    silenceEnded: (f: TimelineFacts) => `静默结束${noted(f.reason)}`,
    merged: () => '并入片区事件，由事件统一通知',
    parted: () => '片区事件已办结，恢复单独处理',
    joined: (f: TimelineFacts) => (f.times === '' ? '有警报并入' : `${f.times} 条警报并入`),
    called: (f: TimelineFacts) =>
      `${f.who} 联系${f.recipient}：${f.outcome}${f.text === '' ? '' : `。${f.text}`}`,
    onTheWay: (f: TimelineFacts) => `${f.who} 正在赶去${noted(f.text)}`,
    arrived: (f: TimelineFacts) => `${f.who} 已到场${noted(f.text)}`,
    assigned: (f: TimelineFacts) => `${f.who} 指派 ${f.recipient} 前往${noted(f.text)}`,
    handedOver: (f: TimelineFacts) => `${f.who} 移交给 ${f.recipient}${noted(f.text)}`,
    phoned: (f: TimelineFacts) =>
      `${f.who} 致电${f.recipient === '' ? '其他人' : ` ${f.recipient}`}：${f.outcome}${f.text === '' ? '' : `。${f.text}`}`,
    lapsed: (f: TimelineFacts) => `${f.who} 接警后一直无人赶去，接警失效，升级继续`,
    suppressed: (f: TimelineFacts) => `${f.recipient}未通知${noted(f.reason)}`,
    undone: (f: TimelineFacts) => `${f.who} 撤销了“${f.action}”`,
    desk: (f: TimelineFacts) => `${f.desk}${noted(f.text)}`,
    observed: (f: TimelineFacts) => f.desk,
    cardOpened: (f: TimelineFacts) => `${f.who} ${f.desk}`,
    madeReal: (f: TimelineFacts) =>
      f.reason === ''
        ? `${f.who} 认定这是真实求救，立即通知${noted(f.text)}`
        : `${f.reason}，按真实求救处理，立即通知`,
    declined: (f: TimelineFacts) => `${f.who} 去不了${noted(f.text)}`,
  },
  missing: {
    pressedAgain: '老人再次按下呼救键',
    emptyRoster: '值班表为空',
    noneListed: '没有登记',
    noChannel: '没有可用的通知渠道',
    nobodyReachable: '所有人都联系不上',
    superseded: '已被更新的消息取代',
    quietHours: '正在免打扰时段',
    brokeThrough: '已达危急，静默对它不再有效',
  } as Record<string, string>,
  everyone: '所有人',
  system: '系统',
  callResult: {
    reachedSafe: '已联系上，平安',
    needsHelp: '需要帮助',
    noAnswer: '无人接听',
    visited: '已上门查看',
  } as Record<string, string>,
  reached: {
    sent: '已发出',
    accepted: '平台已接收',
    delivered: '已到达设备',
    read: '已打开',
    actedOn: '已回应',
  },
  delivery: {
    queued: '排队中',
    sending: '发送中',
    retrying: '重试中',
    delivered: '已送达',
    failed: '发送失败',
  },
  channel: {
    webhook: '外部接口',
    downlink: '手环',
    phone: '手机',
    push: '手机推送',
    sms: '短信',
    voice: '语音电话',
    ntfy: 'ntfy 推送',
    gotify: 'Gotify 推送',
    wecom: '企业微信群',
    dingtalk: '钉钉群',
    feishu: '飞书群',
    email: '邮件',
  } as Record<string, string>,
  notificationReason: {
    raised: '新警报',
    escalated: '升级',
    updated: '更新',
    confirmed: '确认',
    withdrawn: '撤回',
    resolved: '办结',
  } as Record<string, string>,
  alert: {
    number: (id: number) => `警报 ${id}`,
    why: '原因',
    evidence: '依据',
    evidenceOf: (metric: string) => `触发时的${metric}`,
    told: '通知了谁',
    nobodyTold: '还没有通知任何人',
    attempts: (n: number) => `第 ${n} 次尝试`,
    timeline: '经过',
    where: '在哪里',
    contacts: '联系人',
    acknowledge: '接警',
    comment: '备注',
    confirm: '确认紧急',
    withdraw: '撤回呼救',
    resolve: '办结',
    acknowledgedBy: (name: string, at: string) => `${name} 于 ${at} 接警`,
    resolvedBy: (name: string, at: string) => `${name} 于 ${at} 办结`,
    closedItself: (at: string) => `${at} 自行恢复并办结`,
    confirmed: '已确认紧急',
    withdrawn: '呼救已撤回',
    difficult: '疑难问题',
    nextStep: '距离升级',
    nextStepHint: '到时仍无人接警，将通知下一级。',
    escalating: '正在升级…',
    chainEnded: '升级流程已走完，仍无人接警。',
    stopped: '升级已停止。',
    note: '说明（可选）',
    commentLabel: '备注内容',
    commentPlaceholder: '例如：已电话联系，无人接听，正上门。',
    commentRequired: '请填写备注内容。',
    outcomeLabel: '结论',
    outcomeRequired: '请选择结论。',
    confirmLead: '将告知 120 急救台和所有收到通知的人：紧急情况已由人工确认。',
    withdrawLead: '将告知所有收到通知的人：此次呼救已撤回。警报仍需办结。',
    resolveLead: '办结后警报离开队列，仍可在警报记录中查到。',
    saved: {
      acknowledge: '已接警',
      comment: '备注已保存',
      confirm: '已确认紧急',
      withdraw: '已撤回呼救',
      resolve: '已办结',
      onTheWay: '已记录：正在赶去',
      arrived: '已记录：到场',
      assign: '已指派',
      handOver: '已移交',
      logCall: '通话已记录',
      decline: '已登记：去不了',
      undo: '已撤销',
      desk: '已记录 120 的答复',
      observe: '已记录，并告知 120',
      real: '已按真实求救处理，正在通知所有人',
    },
    faster: (name: string) => `${name} 先一步接警了`,
    fasterResolve: (name: string) => `${name} 已先一步办结`,
    fasterUnknown: '另一位同事先一步处理了',
    openResident: '查看长者',
    openDrain: '查看水位点',
    age: '已过',
    unacknowledged: '未接警',
    subjectDevice: (id: string) => `设备 ${id}`,
    subjectSystem: '系统',
    subjectArea: '片区',
    sinceLine: '起始',
    late: '延迟收到',
  },
}
