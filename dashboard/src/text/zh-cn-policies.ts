// 升级预案与本社区人员对不上时的文字（中文），以及汇总消息。

export const policyWords = {
  policies: {
    gap: (why: string, f: { who: string; where: string }): string => {
      switch (why) {
        case 'deadEnd':
          return `${f.where}没有任何人能收到警报：请立即登记值班员、社区主任或管理员的电话`
        case 'nobody':
          return `${f.where}没有${f.who}，预案中的这一步会直接转到下一步`
        case 'unreachable':
          return `${f.where === '' ? '' : `${f.where}的`}${f.who}没有可用的联系方式，收不到通知`
        case 'unknown':
          return `预案点名的“${f.who}”不在人员名单中`
        case 'elsewhere':
          return `预案点名的${f.who}不负责${f.where}，不会收到那里的警报`
        default:
          return `预案点名的${f.who}是家属，只会收到自己长者的警报`
      }
    },
    gaps: (first: string, more: number) =>
      `升级预案：${first}。${more > 0 ? `另有 ${more} 处，见启动日志。` : ''}`,
    inDigest: '汇总发出',
  },
}
