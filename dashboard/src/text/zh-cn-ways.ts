// 本人平日习惯、多项体征评分、电量与趋势的文字。Words for what only a person's own ways give away.

export const wayWords = {
  ways: {
    usual: (f: { night: boolean; value: string; days: number }) =>
      `本人平日${f.night ? '夜间' : '白天'}约 ${f.value}（依据 ${f.days} 天）。`,
    score: (f: { min: number; max: number; used: string }) =>
      `手环可测项目综合评分至少 ${f.min} 分（缺项按最差计 ${f.max} 分）：${f.used}。`,
    part: (metric: string, points: string) => `${metric} ${points} 分`,
    missing: (names: string) => `未测：${names}。`,
    unmeasured: { respiration: '呼吸', oxygen: '吸氧', consciousness: '意识' } as Record<string, string>,
    inactive: (f: { since: string; held: string }) =>
      `手环佩戴正常，白天已有 ${f.held}没有任何活动，最后活动在 ${f.since}。`,
    ownLimit: (limit: string) => `本人平日久坐较长，按 ${limit}判断。`,
    notUp: (f: { by: string; since: string }) =>
      `手环佩戴正常，${f.by} 仍未见起床活动，最后活动在 ${f.since}。`,
    ownHabit: '时间依据本人平日起床习惯。',
    battery: (f: { emptyAt: string; nextCharge: string; perHour: number }) =>
      `每小时耗电约 ${f.perHour}%，预计 ${f.emptyAt} 耗尽；平日 ${f.nextCharge} 左右充电。`,
    rising: (f: { metric: string; recent: string; before: string; days: number }) =>
      `${f.metric}近 7 天（${f.days} 天有数据）中位数 ${f.recent}，此前三周 ${f.before}。`,
    event: { sos: '紧急呼救', fall: '疑似跌倒' } as Record<string, string>,
    counted: (f: { count: number; what: string; window: string }) =>
      `${f.window}内 ${f.what} ${f.count} 次。`,
  },
}
