// 短信回复页的文字（中文）。

export const answerWords = {
  answers: {
    nav: '短信回复',
    title: '短信回复',
    lead: '收到通知的人用短信回了什么，系统怎么理解的。回复 1 我来处理，2 在路上，3 去不了，4 到了。',
    tabs: { all: '全部', idle: '未起作用' },
    tabsLabel: '显示哪些回复',
    empty: { all: '还没有人用短信回复过', idle: '没有未起作用的回复' },
    emptyHint: {
      all: '有人回复通知短信后，会立即出现在这里。',
      idle: '每条回复都已照做。',
    },
    blank: '（空白短信）',
    stranger: '不认识的号码',
    about: (id: number) => `警报 ${id}`,
    noAlert: '没有对应的警报',
    lastTold: '最近通知此人的是：',
    more: '更早的回复',
    did: {
      acknowledge: '已登记：由其处理',
      onTheWay: '已登记：在路上',
      decline: '已登记：去不了',
      arrived: '已登记：到了',
    } as Record<string, string>,
    /** 没有照做的：原因，和值班员该做什么。 */
    idle: {
      alreadyAcknowledged: '他人已先接警，未改变',
      alreadySaid: '之前已登记，未改变',
      changedMeanwhile: '情况已变，未改变',
      alreadyResolved: '回复太晚，警报已办结',
      nothingTold: '已过期：一天内没有给这个号码发过短信',
      stillATest: '是测试，无需处理',
      notTold: '没有就所写的编号通知过此人',
      ambiguous: '同时有几条警报，没说是哪一条',
      unreadable: '看不懂',
      notTheirs: '已不再照护这位长者',
      unknownNumber: '不认识的号码，未照做',
    } as Record<string, string>,
    other: (code: string) => `未照做（${code}）`,
    ring: '请打电话问清楚',
    ringStranger: '若是同事或家属换了号码，请更新资料',
  },
}
