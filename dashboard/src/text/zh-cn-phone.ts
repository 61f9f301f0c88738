// 手机上的通知、主屏幕与断网页面（中文）。Words for push on a phone and the home screen.

export const phoneWords = {
  phone: {
    staleHint: (at: string, before: string) =>
      `自 ${at} 起没有连接（断线前：${before}），现在的情况这里看不到。这不代表有事，也不代表没事。`,
    off: '在这台手机上通知我',
    on: '这台手机已开启通知',
    busy: '请稍候…',
    hint: '有警报时，即使没有打开本页面也会收到通知。收到通知不等于已有人处理。',
    failure: {
      blocked: '通知已被禁止。请打开手机“设置”里这个浏览器（或“守望”）的通知权限，再回到这里。',
      noService: '这台手机的浏览器连不上推送服务（国内安卓手机常见）。请致电值班室，改用短信或电话通知您。',
      failed: '没有开启成功，请检查网络后再试一次。',
    },
    hindrance: {
      weChat: {
        title: '微信里收不到通知',
        steps: [
          '点右上角的“···”。',
          '选“在浏览器打开”（苹果手机选“在 Safari 中打开”）。',
          '登录后回到这里，开启通知。',
        ],
      },
      homeScreen: {
        title: '先把守望放到主屏幕，才能收到通知',
        steps: [
          '点浏览器下方的“分享”按钮（方框加向上箭头）。',
          '选“添加到主屏幕”。',
          '从主屏幕打开“守望”，登录后开启通知。',
        ],
      },
      insecure: {
        title: '现在这个网址收不到通知',
        steps: ['通知需要 https 开头的网址，请向社区值班室索取。'],
      },
      unsupported: {
        title: '这个浏览器收不到通知',
        steps: ['请换用手机自带的浏览器或 Chrome；也可以致电值班室，改用短信或电话通知您。'],
      },
    },
  },
}
