import { describe, expect, it } from 'vitest'
import { homeText } from '../../../dashboard/src/format/home-text.ts'

describe('where somebody lives', () => {
  it.each([
    ['zh-CN', { building: '3号楼', door: '2单元 3楼 301室' }, '3号楼 2单元 3楼 301室'],
    ['en', { building: '3号楼', door: '2单元 3楼 301室' }, 'Bldg 3, Unit 2, Floor 3, Room 301'],
    ['en', { building: '12栋', door: '1单元1201室' }, 'Bldg 12, Unit 1, Room 1201'],
    ['en', { building: '梧桐里3号楼', buildingEn: 'Wutongli No. 3', door: '301' }, 'Wutongli No. 3, 301'],
    ['en', { building: '梧桐里3号楼', door: '东门 301室' }, '梧桐里3号楼, 东门 301室'],
    ['en', { building: '5号楼', door: '地下1层 02室' }, 'Bldg 5, Basement 1, Room 02'],
  ] as const)('in %s, of %o, reads %s', (locale, home, expected) => {
    expect(homeText(locale, home)).toBe(expected)
  })
})
