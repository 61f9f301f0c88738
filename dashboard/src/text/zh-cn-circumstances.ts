// 位置、呼救与跌倒的情况（中文）。Words for where somebody is, for a press and for what followed a fall.

export const circumstanceWords = {
  circumstances: {
    metres: (m: number) => `${m} 米`,
    kilometres: (km: string) => `${km} 公里`,
    outside: (f: { since: string; distance: string }) => `${f.since} 起在安全区外，距边界约 ${f.distance}。`,
    wandering: (f: { minutes: number; path: string; displacement: string; turns: number }) =>
      `${f.minutes} 分钟走了约 ${f.path}，离起点只有 ${f.displacement}，折返 ${f.turns} 次，像在徘徊。`,
    position: (f: { at: string; accuracy: string; source: string }) =>
      `最后定位 ${f.at}（${f.source}${f.accuracy === '' ? '' : `，误差约 ${f.accuracy}`}）。`,
    source: { gps: '卫星', wifi: 'Wi-Fi', cell: '基站' } as Record<string, string>,
    byVehicle: '移动较快，可能乘车。',
    back: (at: string) => `${at} 已回到安全范围，仍需人工确认。`,
    fromBorder: (distance: string) => `在安全区外 ${distance}`,
    inZone: '在安全区内',
    unplug: '疑似拔充电器误报，仍须回拨。',
    presses: (n: number) => `已按 ${n} 次。`,
    movement: {
      unknown: '跌倒后有无活动尚不清楚。',
      still: '跌倒后静止不动。',
      moved: '跌倒后又有活动。',
    } as Record<string, string>,
    walked: (steps: number) => `跌倒后又走了 ${steps} 步。`,
    map: '在地图中打开',
  },
}
