// From session to page: login for nobody, the board and its pages for staff, their own elders for family.

import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { AlertDialog } from '../alert/alert-dialog.tsx'
import { forgetNames } from '../alert/names.ts'
import { announcement, startArrivals } from '../board/arrivals.ts'
import { Board } from '../board/board.tsx'
import { keysShown, startKeys } from '../board/keys.ts'
import { KeysDialog } from '../board/keys-dialog.tsx'
import { startRinging } from '../board/sound.ts'
import { Empty, Failed, Loading } from '../design/parts.tsx'
import { Toasts } from '../design/toast.tsx'
import { FamilyPages } from '../family/family-pages.tsx'
import { createConnection } from '../live/connection.ts'
import { applyFrame, clearWorld } from '../live/store.ts'
import { DrainPage } from '../place/drain-page.tsx'
import { HistoryPage } from '../place/history-page.tsx'
import { ResidentPage } from '../place/resident-page.tsx'
import { isStaff, maySeeDevices, me, refreshSession, session } from '../session/session.ts'
import { keepOfflinePage } from '../session/worker.ts'
import { text } from '../text/text.ts'
import { Banners } from './banners.tsx'
import { Header } from './header.tsx'
import { Lazy } from './lazy.tsx'
import { LoginPage } from './login-page.tsx'
import { navigate, route, shownAlert } from './navigation.tsx'

const liveUrl = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`

const unreachable = signal(false)

/** Keeps asking while the server is away: a board that boots before its server still comes up. */
const meetServer = (): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false
  const ask = async (): Promise<void> => {
    const answer = await refreshSession()
    if (gone) return
    unreachable.value = answer === 'unreachable'
    if (answer === 'unreachable') timer = setTimeout(ask, 3_000)
  }
  void ask()
  return () => {
    gone = true
    clearTimeout(timer)
  }
}

const StaffPage = () => {
  const at = route.value
  switch (at.page) {
    case 'home':
    case 'login':
      return <Board />
    case 'resident':
      return <ResidentPage key={at.id} id={at.id} />
    case 'drain':
      return <DrainPage key={at.id} id={at.id} />
    case 'alerts':
    case 'alert':
      return <HistoryPage />
    case 'card':
      return <Lazy key={`card-${at.id}`} load={() => import('../desk/card-page.tsx')} />
    case 'script':
      return <Lazy key={`script-${at.id}`} load={() => import('../desk/script-page.tsx')} />
    case 'devices':
      return <Lazy key="devices" load={() => import('../devices/devices-page.tsx')} />
    case 'rules':
    case 'rule':
      return <Lazy key="rules" load={() => import('../rules/rules-page.tsx')} />
    case 'silences':
      return <Lazy key="silences" load={() => import('../silences/silences-page.tsx')} />
    case 'roster':
      return <Lazy key="roster" load={() => import('../roster/roster-page.tsx')} />
    case 'handover':
      return <Lazy key="handover" load={() => import('../handover/handover-page.tsx')} />
    case 'proven':
      return <Lazy key="proven" load={() => import('../proven/proven-page.tsx')} />
    case 'review':
      return <Lazy key="review" load={() => import('../review/review-page.tsx')} />
    case 'figures':
      return maySeeDevices.value ? (
        <Lazy key="figures" load={() => import('../figures/figures-page.tsx')} />
      ) : (
        <Nowhere />
      )
    case 'reports':
      return maySeeDevices.value ? (
        <Lazy key="reports" load={() => import('../reports/reports-page.tsx')} />
      ) : (
        <Nowhere />
      )
    case 'answers':
      return maySeeDevices.value ? (
        <Lazy key="answers" load={() => import('../answers/answers-page.tsx')} />
      ) : (
        <Nowhere />
      )
    case 'phones':
      return me.value?.demo === true ? <Lazy load={() => import('../demo/phones-page.tsx')} /> : <Nowhere />
    case 'nowhere':
      return <Nowhere />
  }
}

const Nowhere = () => (
  <main id="main" class="page">
    <Empty icon="search" title={text.value.ui.notFound} hint={text.value.ui.notFoundHint} />
  </main>
)

/** What runs for staff as long as they are logged in: tones, keys, the watch for new alerts. */
const Staff = () => {
  useEffect(() => {
    const stops = [startArrivals(), startRinging(), startKeys()]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
  const alertId = shownAlert.value
  return (
    <div class="staff" data-page={route.value.page}>
      <Header />
      <Banners />
      <StaffPage />
      {alertId !== null && <AlertDialog key={alertId} id={alertId} />}
      {keysShown.value && <KeysDialog />}
      <p class="unseen" role="alert" aria-live="assertive">
        {announcement.value}
      </p>
    </div>
  )
}

const LoggedIn = () => {
  const at = route.value
  useEffect(() => {
    const connection = createConnection({
      url: liveUrl(),
      onFrame: applyFrame,
      stillLoggedIn: async () => (await refreshSession()) !== 'nobody',
    })
    return () => {
      connection.close()
      clearWorld()
      forgetNames()
    }
  }, [])
  useEffect(keepOfflinePage, [])
  useEffect(() => {
    if (at.page === 'login') navigate('/', 'replace')
    // A link from a message opens the alert over the page its reader works on.
    if (at.page === 'alert') navigate(`/?alert=${at.id}`, 'replace')
  }, [at])
  return isStaff.value ? <Staff /> : <FamilyPages />
}

export const App = () => {
  useEffect(meetServer, [])
  const person = me.value
  return (
    <>
      <a class="skip" href="#main">
        {text.value.app.skip}
      </a>
      {session.value === 'unknown' ? (
        unreachable.value ? (
          <Failed code="unreachable" retry={() => void refreshSession()} />
        ) : (
          <Loading />
        )
      ) : person === null ? (
        <LoginPage />
      ) : (
        <LoggedIn key={person.personId} />
      )}
      <Toasts />
    </>
  )
}
