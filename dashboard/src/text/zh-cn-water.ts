// 水、雨与传感器的文字（中文）：预测、堵塞、传感器故障、暴雨预警。

export const waterWords = {
  water: {
    foreseen: (f: { minutes: number; limit: string; at: string; level: string; perHour: number }) =>
      `水位每小时上涨约 ${f.perHour} 厘米，预计约 ${f.minutes} 分钟后（${f.at}）达到${f.level} ${f.limit}。`,
    came: (f: { lead: number; early: number }) =>
      `已在预测发出 ${f.lead} 分钟后达到${f.early === 0 ? '' : f.early > 0 ? `，比预计早 ${f.early} 分钟` : `，比预计晚 ${-f.early} 分钟`}。`,
    didNotCome: '预计的水位没有出现。',
    speed: (f: { metric: string; rising: boolean; amount: string; minutes: number; since: string }) =>
      `${f.metric}自 ${f.since} 起${f.minutes === 60 ? '每小时' : `每 ${f.minutes} 分钟`}${f.rising ? '上升' : '下降'} ${f.amount}。`,
    dryRise: (f: { rise: string; base: string; rain: string; since: string }) =>
      `${f.since} 起水位比 ${f.base} 高出 ${f.rise}，而没有下雨（最近一小时雨量 ${f.rain}）。`,
    identical: (f: { metric: string; value: string; times: number; since: string; rain: string }) =>
      `${f.metric}自 ${f.since} 起连续 ${f.times} 次都是 ${f.value}${f.rain === '' ? '' : `，期间一小时雨量 ${f.rain}`}。`,
    spikes: (f: { metric: string; spikes: number; doubtful: number; since: string }) =>
      `${f.since} 起${f.metric}忽高忽低 ${f.spikes} 次，另有 ${f.doubtful} 个不可能的数值。`,
    gaugeWarning: (f: { warning: string; since: string }) =>
      `暴雨${f.warning}预警期间，雨量计自 ${f.since} 起一直为零。`,
    gaugeElsewhere: (f: { rain: string; since: string }) =>
      `别处一小时雨量 ${f.rain}，这个雨量计自 ${f.since} 起一直为零。`,
    gaugeRise: (f: { rise: string; since: string }) =>
      `水位已上升 ${f.rise}，雨量计自 ${f.since} 起一直为零。`,
    emptying: (f: { days: number; perDay: number; at: string }) =>
      `电量每天下降约 ${f.perDay}%，约 ${f.days} 天后（${f.at}）耗尽。`,
  },
  weather: {
    warning: { none: '无预警', blue: '蓝色', yellow: '黄色', orange: '橙色', red: '红色' } as Record<
      string,
      string
    >,
    banner: (warning: string) => `暴雨${warning}预警生效中`,
    ofPlace: (place: string) => `（${place}）`,
    since: (time: string) => `${time} 起`,
    until: (time: string) => `至 ${time}`,
    untilLifted: '至解除为止',
    source: (source: string) => `来源：${source}`,
    rain: (amount: string) => `一小时雨量 ${amount}`,
    open: '暴雨预警',
    title: '暴雨预警',
    lead: '设置后，本社区所有水位点按预警收紧规则；所有人都会看到横幅。',
    place: '社区',
    colour: '预警级别',
    end: '结束时间',
    ends: (hours: number) => `${hours} 小时后`,
    endsNever: '直到解除',
    from: '发布单位',
    fromHint: '例如：市气象台',
    fromRequired: '请写明发布单位。',
    save: '发布预警',
    lift: '解除预警',
    saved: '预警已生效。',
    lifted: '预警已解除。',
  },
}
