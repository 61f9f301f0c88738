// Line icons of one weight on a 24 grid. Decoration only: every icon stands beside a word or a label.

const paths = {
  heart: 'M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z',
  pressure: 'M4 12h3l2-5 4 11 2.5-6H20',
  oxygen: 'M12 3s6 6.7 6 11a6 6 0 0 1-12 0c0-4.3 6-11 6-11z',
  steps:
    'M8 4c2 0 3 2 3 4.500S10 12 8 12s-3-1-3-3.500S6 4 8 4zM6 14.500h4L9.5 17h-3zM16 8c2 0 3 2 3 4.500S18 16 16 16s-3-1-3-3.500S14 8 16 8zM14 18.500h4l-.5 2.500h-3z',
  battery: 'M3 8h15v8H3zM21 11v2',
  charging: 'M13 3 5 14h6l-1 7 8-11h-6z',
  thermometer: 'M12 4v10m-3 3a3 3 0 1 0 6 0c0-1.2-1-2-1-3V5a2 2 0 1 0-4 0v9c0 1-1 1.8-1 3z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'm5 12.5 4.5 4.500L19 7',
  back: 'M14 5l-7 7 7 7M7 12h12',
  chevron: 'm9 5 7 7-7 7',
  sound: 'M4 10v4h3l5 4V6L7 10zM15.5 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11',
  mute: 'M4 10v4h3l5 4V6L7 10zM16 9.500l5 5M21 9.500l-5 5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1.500M12 19.500V21M3 12h1.500M19.5 12H21M5.6 5.600l1 1M17.4 17.400l1 1M5.6 18.400l1-1M17.4 6.600l1-1',
  moon: 'M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10z',
  auto: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.5-4 3.5-6 7.5-6s7 2 7.5 6',
  phone:
    'M6.5 4h3l1.5 4-2 1.500a11 11 0 0 0 5.5 5.500l1.5-2 4 1.500v3A2.5 2.5 0 0 1 17.5 20 13.5 13.5 0 0 1 4 6.5 2.5 2.5 0 0 1 6.5 4z',
  door: 'M6 21V4h12v17M4 21h16M14.5 12v1.5',
  place:
    'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 8a2.2 2.2 0 1 0 0 4.400A2.2 2.2 0 0 0 12 8z',
  help: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.5 9.500c.2-3.4 5.2-3.2 5 0 0 1.9-2.5 2-2.5 4M12 16.300v.9',
  logout: 'M14 4H6v16h8M10.5 12H20M16.5 8.5 20 12l-3.5 3.5',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.5 1.500h-15zM10 20.500h4',
  wave: 'M3 9c2-2 4-2 6 0s4 2 6 0 4-2 6 0M3 15c2-2 4-2 6 0s4 2 6 0 4-2 6 0',
  device: 'M7 7h10v10H7zM9 7l.5-4h5l.5 4M9 17l.5 4h5l.5-4',
  message: 'M4 5h16v11H11l-4 4v-4H4z',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 1.7',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  family:
    'M8.5 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19c.3-3.5 2.5-5 5.5-5s5.2 1.5 5.5 5M16.5 8.500a2.4 2.4 0 1 0 0 4.800M16.5 15.500c2.5 0 4.2 1.2 4.5 3.5',
  up: 'M12 19V6M6.5 11.5 12 6l5.5 5.5',
  down: 'M12 5v13M6.5 12.5 12 18l5.5-5.5',
  level: 'M5 12h14',
  report: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  chart: 'M3 20h18M6 20v-8M12 20V5M18 20v-5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3.500v4M16 3.500v4',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
  'down-small': 'm6 9 6 6 6-6',
  board: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
} as const

export type IconName = keyof typeof paths

export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
)
