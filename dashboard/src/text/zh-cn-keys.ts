// 看板快捷键的文字（中文）。

export const keyWords = {
  keys: {
    title: '键盘快捷键',
    lead: '只在看板页有效；输入文字或打开窗口时不起作用。',
    next: '下一条警报',
    previous: '上一条警报',
    open: '打开警报',
    acknowledge: '接警',
    comment: '填写备注',
    resolve: '办结',
    decline: '我去不了',
    search: '搜索长者',
    hush: '静音当前警报',
    help: '显示本页',
    close: '关闭',
  },
}
