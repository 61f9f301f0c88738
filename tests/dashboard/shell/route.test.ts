// Addresses and the pages they mean.

import { describe, expect, it } from 'vitest'
import { alertInQuery, parseRoute, residentPath } from '../../../dashboard/src/shell/route.ts'

describe('an address', () => {
  it.each([
    ['/', { page: 'home' }],
    ['/login', { page: 'login' }],
    ['/residents/r-001', { page: 'resident', id: 'r-001' }],
    ['/drains/d-1', { page: 'drain', id: 'd-1' }],
    ['/alerts', { page: 'alerts' }],
    ['/alerts/1024', { page: 'alert', id: 1024 }],
    ['/devices/', { page: 'devices' }],
    ['/phones', { page: 'phones' }],
    ['/figures', { page: 'figures' }],
    ['/answers', { page: 'answers' }],
    ['/handover', { page: 'handover' }],
    ['/reports', { page: 'reports', period: null }],
    ['/reports/2026-11', { page: 'reports', period: '2026-11' }],
    ['/reports/2026-11-21', { page: 'reports', period: '2026-11-21' }],
    ['/reports/yesterday', { page: 'nowhere' }],
    ['/alerts/x', { page: 'nowhere' }],
    ['/residents/a/b', { page: 'nowhere' }],
    ['/nothing', { page: 'nowhere' }],
    ['/residents/%E4%BD%9', { page: 'resident', id: '%E4%BD%9' }],
  ])('%s is understood', (path, route) => {
    expect(parseRoute(path)).toEqual(route)
  })

  it('of a resident survives any id', () => {
    expect(parseRoute(residentPath('长者/1 %'))).toEqual({ page: 'resident', id: '长者/1 %' })
  })
})

describe('the alert of an address', () => {
  it('is a number or nothing', () => {
    expect(alertInQuery('?alert=1024')).toBe(1024)
    expect(alertInQuery('?alert=1e3')).toBeNull()
    expect(alertInQuery('?alert=-1')).toBeNull()
    expect(alertInQuery('')).toBeNull()
  })
})
