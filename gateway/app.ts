// The whole gateway as one straight line: every part is made here, handed what it needs, and closed in reverse order.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Channel } from '../alerts/channels/channel.ts'
import { createDispatcher } from '../alerts/delivery/dispatcher.ts'
import type { Notification } from '../alerts/model/notification.ts'
import { subjectKey } from '../alerts/model/people.ts'
import { HOUR, MINUTE, SECOND } from '../alerts/model/time.ts'
import { CANARY_MISSING_RULE, CANARY_RULE, canaryOf, gatewayOf } from '../alerts/record/canary.ts'
import type { ReportAsked } from '../alerts/record/report-query.ts'
import { silentRules } from '../alerts/record/report-spells.ts'
import { LATE_RULE } from '../alerts/response/late.ts'
import { createAccountPort, createDevicePort, createUnknownDevices } from './accounts.ts'
import { createBoard } from './board.ts'
import { openStore } from './boot.ts'
import { createBroker } from './broker/broker.ts'
import { createCareDesk } from './care/desk.ts'
import { answeredBy } from './channels/answered.ts'
import { openChannels } from './channels/opening.ts'
import { createReceipts } from './channels/receipts.ts'
import { createReplies } from './channels/replies.ts'
import { type Clock, every } from './clock.ts'
import type { Config } from './config.ts'
import { createDelivered } from './delivered.ts'
import { createDesk } from './desk/desk.ts'
import { GatewayError } from './errors.ts'
import type { RulesReload } from './http/api.ts'
import { isOwnOrigin } from './http/origin.ts'
import { createHttpServer } from './http/server.ts'
import { createSessions } from './http/sessions.ts'
import { createAnnouncedTests } from './ingest/announced-tests.ts'
import { createBandRequests } from './ingest/band-requests.ts'
import { createClockChanges } from './ingest/clock-changes.ts'
import { createCommands } from './ingest/commands.ts'
import { createDirectoryChange } from './ingest/directory-change.ts'
import { createDrafting } from './ingest/drafting.ts'
import { createIdentities } from './ingest/identities.ts'
import { createInbox } from './ingest/inbox.ts'
import { createIngest } from './ingest/ingest.ts'
import { createOneByOne } from './ingest/one-by-one.ts'
import { createPassingTime } from './ingest/passing-time.ts'
import { recover } from './ingest/recover.ts'
import { createRosterDesk } from './ingest/roster.ts'
import { createRosterNotices } from './ingest/roster-notices.ts'
import { createSetAside } from './ingest/set-aside.ts'
import { createSilences } from './ingest/silences.ts'
import { createSnapshotSchedule } from './ingest/snapshot-schedule.ts'
import { createSubmission } from './ingest/submission.ts'
import { startTicker } from './ingest/ticker.ts'
import { createWeather } from './ingest/weather.ts'
import { caseKey, createWorld, toldBy } from './ingest/world.ts'
import { startHousekeeping } from './jobs/housekeeping.ts'
import { readPastLevels } from './jobs/past-levels.ts'
import { createRosterWatch } from './jobs/roster-watch.ts'
import { createTrainingWatch } from './jobs/training-watch.ts'
import { openLinkKey } from './links/key.ts'
import { createLinkPages } from './links/link-pages.ts'
import { createLinks } from './links/links.ts'
import { createHub } from './live/hub.ts'
import { createLiveSocket } from './live/socket.ts'
import { createMetrics } from './metrics.ts'
import { directoryFrom } from './people/directory.ts'
import { createRereading } from './people/rereading.ts'
import { STAFF, scopeOf } from './people/scope.ts'
import { createCanary } from './record/canary.ts'
import { createCanaryIdentity } from './record/canary-band.ts'
import { CANARY_VIEWER, watchBoard } from './record/canary-board.ts'
import { channelProofs, createProofs, proofEffects } from './record/proofs.ts'
import { createReportMail } from './record/report-mail.ts'
import { knock, rehearse } from './rehearsal.ts'
import { openFeedKey } from './roster/feed-key.ts'
import { createFeeds } from './roster/feeds.ts'
import { createAdjustments } from './rules/adjustments.ts'
import { openRules } from './rules/opening.ts'
import { createReplays } from './rules/replays.ts'
import { createRuleTexts } from './rules/rule-texts.ts'
import { createRulesInForce } from './rules/rules-in-force.ts'
import { createSiren } from './siren.ts'
import { unsentPages } from './storage/outbox.ts'
import { openStoreRoom } from './storage/store-room.ts'
import { startThreads, type Threads } from './storage/thread.ts'
import { createHaste, createTurns } from './turns.ts'

export type Gateway = Readonly<{
  httpPort: number
  mqttPort: number
  /** How the start went: log rows replayed, subjects known. */
  recovered: Readonly<{ rows: number; subjects: number; alerts: number }>
  /** Runs what the ticker runs once a second, for a test that holds the clock. */
  tick(): void
  /** Resolves when everything received so far is on disk or refused. */
  settled(): Promise<void>
  /** Reads the rules and policies again, as a signal asks for; refused files leave those before in force. */
  reloadRules(): Promise<RulesReload>
  /** Stops listening, commits what waits, saves every engine state, closes the files. */
  close(): Promise<void>
}>

export type GatewayOptions = Readonly<{
  config: Config
  clock: Clock
  log: Logger
  version: string
  random?: () => number
  /** Already started, by a program that wants to be ready soon. */
  threads?: Threads
  fetch?: typeof fetch
  /** Something that must never stop has stopped: the process should end and be started again. */
  onFatal(error: Error): void
}>

/** Bands speak at least every few minutes; a gap shorter than this hides nothing from the rules about silence. */
const SHORT_GAP_MS = 2 * MINUTE

/** @throws GatewayError for what the person who starts it can mend: ports, folders, files. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, clock, log } = options
  const now = clock.now
  const closers: (() => Promise<void> | void)[] = []
  const onClose = (close: () => Promise<void> | void): number => closers.push(close)
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
  }

  const threads = options.threads ?? startThreads()
  for (const thread of Object.values(threads)) onClose(thread.end)
  try {
    // What was there before, and what a site may change.
    const store = openStore(config.dataFolder)
    onClose(store.close)
    const { loaded } = store
    const ruleFolders = {
      rules: config.rulesFolder,
      policies: config.policiesFolder,
      incidents: config.incidentsFolder,
    }
    const opening = openRules({
      folders: ruleFolders,
      memory: loaded.rules,
      floor: loaded.floor,
      now: now(),
      onUnreadable: (hash) => log.warn({ hash }, 'rules that were in force cannot be read any more'),
    })
    const catalogue = () => book.deciding().catalogue
    const enabledRule = (id: string) => {
      const rule = catalogue().byId.get(id)
      return rule?.enabled === true ? rule : undefined
    }
    const world = createWorld(directoryFrom(loaded.entities))
    const identities = createIdentities(loaded.presses)
    const snapshots = createSnapshotSchedule({
      now,
      body: (key) => JSON.stringify({ state: world.states.get(key), recent: identities.recent(key) }),
    })
    world.silences.load(loaded.silences(now()), loaded.lastSilenceId)
    world.changeRoster(loaded.roster.changes)
    const rows = recover({
      loaded,
      world,
      identities,
      snapshots,
      rules: { before: opening.before.catalogue, at: (hash) => opening.at(hash).catalogue },
    })
    const board = createBoard({
      world,
      catalogue: () => book.visible().catalogue,
      ruleTitles: () => book.titles(),
      groupings: () => book.visible().groupings,
      proofOf: (deviceId) => proofs.band(deviceId),
      now,
    })
    for (const { notifications } of loaded.cases) board.queued(notifications)

    // Storage: one writer, one reader, one historian.
    const files = { storePath: store.storePath, historyPath: store.historyPath }
    const storeRoom = await openStoreRoom({
      threads,
      files,
      log,
      lane: {
        lastSeq: loaded.lastSeq,
        now,
        ...(config.maxStorePages === undefined ? {} : { maxPages: config.maxStorePages }),
        snapshots: snapshots.due,
        onSaved: snapshots.saved,
      },
      forgetDrafts() {
        ingest.forgetDrafts()
        book.forgetDrafts()
      },
      counted: {
        failure: (reason) => metrics.commitFailures.inc({ reason }),
        commit: (seconds) => metrics.commits.observe(seconds),
      },
      onTrouble: (reason) => hub.system('storeUnavailable', { reason }),
      onRecovered: () => hub.system('storeRecovered', {}),
      onFatal: options.onFatal,
    })
    onClose(storeRoom.close)
    const { lane, reading, history } = storeRoom
    const provenBefore = await reading.proven(null)
    const proofs = createProofs({
      remembered: provenBefore,
      onProven(deviceId) {
        const residentId = world.directory.devices.get(deviceId)?.residentId
        if (residentId !== undefined) hub.residentChanged(residentId)
      },
    })

    // The live board.
    const timers = { now, after: clock.setTimer }
    const hub = createHub({
      world: { ...board, weather: () => weather.views() },
      timers,
      scopeOf: (personId) => (personId === CANARY_VIEWER ? STAFF : scopeOf(world.directory, personId)),
      instance: store.instance,
    })
    onClose(() => hub.close())

    // Decisions: three doors, one lane.
    const channels = new Map<string, Channel>()
    const ruleTexts = createRuleTexts(() => book.deciding())
    const visible = {
      subjectChanged(key: string) {
        const at = key.indexOf(':')
        const kind = key.slice(0, at)
        if (kind === 'resident') hub.residentChanged(key.slice(at + 1))
        else if (kind === 'drain') hub.drainChanged(key.slice(at + 1))
      },
      alertChanged: ((alert, entries) => {
        if (entries.some(({ kind }) => kind === 'opened')) metrics.alerts.inc({ rule: alert.ruleId })
        hub.alert(alert, entries)
        for (const key of answeredBy(entries, board.notifications)) void delivered.received(key, 'actedOn')
        if (alert.status === 'resolved') board.resolved(alert.id)
      }) as Parameters<typeof createDrafting>[0]['visible']['alertChanged'],
      notificationsQueued(notifications: readonly Notification[]) {
        dispatcher.enqueue(notifications)
        for (const view of board.queued(notifications)) hub.notification(view)
      },
      silenceChanged: hub.silence,
    }
    const channelBook = () => ({
      on: [...channels.keys()],
      pushable: (id: string) => subscriptions.of(id).length > 0,
      dialsDesk: config.channels.voice?.dialDesk === true,
    })
    const drafting = createDrafting({
      world,
      response: () => ({
        policies: book.deciding().policies,
        channels: channelBook(),
        ruleTexts,
      }),
      visible,
      groupings: () => book.deciding().groupings,
      canaryRule: () => enabledRule(CANARY_RULE),
      lateRule: () => enabledRule(LATE_RULE),
    })
    const setAside = createSetAside({
      world,
      drafting,
      submission: () => submission,
      rule: enabledRule,
      now,
    })
    const haste = createHaste()
    const submission = createSubmission({
      world,
      lane,
      snapshots,
      drafting,
      visible,
      haste,
      onRefused: setAside.decision,
    })
    const bandRequests = createBandRequests({
      publish: async (deviceId, payload) => broker.publishDown(deviceId, payload),
    })
    const ingest = createIngest({
      world,
      lane,
      catalogue,
      drafting,
      submission,
      setAside,
      identities,
      snapshots,
      hooks: {
        message: (kind) => metrics.messages(kind),
        rejected: (reason) => metrics.rejected.inc({ reason }),
        duplicate: () => metrics.duplicates.inc(),
        emergencyNotStored({ deviceId, receivedAt }) {
          log.fatal({ deviceId, receivedAt }, 'an SOS could not be stored; the band will send it again')
          const resident = world.directory.devices.get(deviceId)?.residentId
          hub.system('unstoredSos', {
            deviceId,
            receivedAt,
            ...(resident === undefined ? {} : { residentId: resident }),
          })
        },
        readingsCommitted(key, readings) {
          board.levelsCommitted(key, readings)
          weather.readingsCommitted(key, readings)
          for (const { shown } of readings) if (shown !== undefined) void delivered.shownBy(key, shown)
        },
        bandAsked: (deviceId, requests) => bandRequests.ask(deviceId, requests, now()),
      },
    })
    const passingTime = createPassingTime({
      world,
      lane,
      catalogue,
      drafting,
      submission,
      bandAsked: (deviceId, requests) => bandRequests.ask(deviceId, requests, now()),
      haste,
      onThrown: (error) => log.error({ err: error }, 'a tick failed'),
    })
    const suggestTraining = createTrainingWatch({
      rule: enabledRule,
      alerts: reading.alerts,
      raise: ingest.raise,
    })
    const checkRoster = createRosterWatch({
      world,
      now,
      rule: enabledRule,
      openCase: drafting.openCase,
      raise: ingest.raise,
      onFailure: (failure, communityId) =>
        log.warn({ failure, communityId }, 'a gap of the roster could not be recorded'),
    })
    const storedCase = async (id: number) => {
      const alert = await reading.alert(id)
      if (alert === undefined) return undefined
      const [entries, sent] = await Promise.all([reading.timeline(id), reading.notifications(id)])
      return { alert, lines: entries.length, told: sent.map(toldBy) }
    }
    const oneByOne = createOneByOne()
    const command = createCommands({
      world,
      drafting,
      submission,
      catalogue,
      storedCase,
      oneByOne,
      closed(alert, at) {
        void suggestTraining(alert, at).catch((error) =>
          log.warn({ err: error, alert: alert.id }, 'accidental presses could not be counted'),
        )
      },
    })

    const desk = createDesk({
      now,
      directory: () => world.directory,
      command,
      history: reading,
      live: ({ subject }) => world.states.visible(subjectKey(subject))?.live,
      ruleTexts: (ruleId) => ruleTexts(ruleId, 'zh-CN'),
      reached: (key, reached) => delivered.received(key, reached),
    })
    const care = createCareDesk({
      memory: loaded.care(now()),
      world,
      drafting,
      submission,
      reading,
      command,
      rule: enabledRule,
      concerns: (ruleId) => (catalogue().byId.get(ruleId)?.concerns === 'device' ? 'device' : 'person'),
      provenAt: (deviceId) => proofs.band(deviceId)?.at ?? null,
      breathe: () => new Promise((resume) => setImmediate(resume)),
      onChanged: hub.care,
      onError: (error) => log.error({ err: error }, 'the daily care is in trouble; it goes on'),
    })
    const roster = {
      ...createRosterDesk({
        world,
        submission,
        oneByOne,
        tell: createRosterNotices({ world, drafting, channels: channelBook, rule: enabledRule, storedCase }),
        onChanged(communityId) {
          hub.roster(communityId)
          checkRoster()
        },
      }),
      ...createFeeds({
        remembered: loaded.roster.feeds,
        directory: () => world.directory,
        key: openFeedKey(config.dataFolder),
        write: ingest.write,
      }),
    }
    const silences = createSilences({ world, drafting, submission, catalogue })
    const tests = createAnnouncedTests({ world, drafting, submission, known: loaded.tests })
    const weather = createWeather({
      world,
      submission,
      catalogue,
      reports: loaded.weather,
      onChanged: hub.weather,
    })

    const rulesInForce = createRulesInForce({
      opening,
      memory: loaded.rules,
      folders: ruleFolders,
      world,
      submission,
      lastSeq: lane.lastSeq,
      channels: channelBook,
      clock,
      log,
      board: hub,
    })
    onClose(rulesInForce.close)
    const { book, policyWatch, reload } = rulesInForce

    // Delivery: the outbox is the store.
    const links = createLinks({
      key: openLinkKey(config.dataFolder),
      directory: () => world.directory,
      publicUrl: config.http.publicUrl,
    })
    const opened = await openChannels({
      config,
      links,
      fetch: options.fetch ?? fetch,
      now,
      directory: () => world.directory,
      reading,
      write: ingest.write,
      onReceipt: (notification, receipt) => desk.answered(notification, receipt),
      publish: (deviceId, payload) => broker.publishDown(deviceId, payload),
    })
    onClose(opened.close)
    for (const channel of opened.channels) channels.set(channel.name, channel)
    const { phones, subscriptions, vapid } = opened
    const receiptToken = config.channels.aliyun?.receiptToken
    const isCanaryOn = config.canary.enabled && !config.demo
    const canaryIdentity = createCanaryIdentity()
    let mqttDoor: Readonly<{ host: string; port: number }> | undefined
    const canary = createCanary({
      clock,
      at: config.canary.at,
      withinSeconds: config.canary.withinSeconds,
      directory: () => world.directory,
      rule: enabledRule,
      connect: async (deviceId) => {
        if (mqttDoor === undefined) throw new Error('the broker is not open yet')
        return canaryIdentity.connect(deviceId, mqttDoor)
      },
      watch: (onFrame) => watchBoard(hub.join, onFrame),
      raise: (finding) => ingest.raise(finding, now()),
      isMissing: (communityId) =>
        drafting.openCase(caseKey(subjectKey(gatewayOf(communityId)), CANARY_MISSING_RULE)) !== undefined,
      remembered: provenBefore,
      save: (proven) => ingest.write([{ type: 'proven', proven }]),
      onError: (error, communityId) => log.error({ err: error, communityId }, 'the canary could not fly'),
    })
    const doors = Promise.withResolvers<void>()
    const siren = createSiren({ world, drafting, submission, now, sentAbout: board.sentAbout })
    const deliveries = createTurns<() => void>({ run: (work) => work(), isKin: () => false, haste })
    const dispatcher = createDispatcher({
      outbox: { load: () => unsentPages(reading.unsent, doors.promise) },
      channels,
      clock,
      random: options.random ?? Math.random,
      inTurn: deliveries.enter,
      record(update, notification) {
        const write = async (): Promise<void> => {
          const told = { update, notification, at: now() }
          const proven = proofs.ofDelivery(told, world.visibleAlert(notification.alertId))
          await ingest.record({ update, notification, now: told.at }, proofEffects(proven))
          proofs.noted(proven)
        }
        // What becomes of a digest is written for hundreds of messages in one breath.
        return notification.emergency
          ? write()
          : new Promise((done, failed) => deliveries.enter(() => void write().then(done, failed)))
      },
      onUpdate(notification) {
        metrics.deliveries.inc({ channel: notification.channel, status: notification.status })
        if (notification.status === 'delivered') canary.channelWorked(notification.channel, now())
        const view = board.progressed(notification)
        if (view) hub.notification(view)
        const noSiren = (failure: unknown): void => {
          if (failure) log.error({ failure }, 'the siren could not be told to ring')
        }
        void siren.noticed(notification).then(noSiren, noSiren)
      },
      onFailed(notification, channelDown) {
        // The channel's own alert stands for all the messages it does not take.
        if (channelDown || notification.message.brief?.answer !== undefined) return
        void delivered
          .failed(notification)
          .catch((error) => log.error({ err: error }, 'a failed delivery could not raise its alert'))
      },
      onCircuit(change) {
        const { name, channel, down, reason } = change
        log.warn({ name, reason }, down ? 'a channel is down' : 'a channel works again')
        hub.system(down ? 'channelDown' : 'channelUp', { name, channel, reason })
        void delivered
          .circuitChanged(change)
          .catch((error) => log.error({ err: error }, 'a channel that is down could not raise its alert'))
      },
      onError: (error, doing) => log.error({ err: error, doing }, 'delivery trouble; it goes on'),
    })
    onClose(() => dispatcher.close())
    const makeReport = (query: ReportAsked) =>
      reading.report({ ...query, silentRules: silentRules(book.visible().catalogue.rules) })
    const reportMail = createReportMail({
      world,
      submission,
      memory: loaded.reportMail,
      report: makeReport,
      sentReports: reading.sentReports,
      isOn: () => channels.has('email'),
      queue: dispatcher.enqueue,
      onError: (error) => log.error({ err: error }, 'a report could not be sent; it is tried again'),
    })
    const delivered = createDelivered({
      world,
      now,
      catalogue,
      write: ingest.write,
      raise: ingest.raise,
      stored: reading,
      onProgress(notification) {
        const view = board.progressed(notification)
        if (view) hub.notification(view)
      },
      onQueued: visible.notificationsQueued,
      onProven: proofs.noted,
    })

    // Devices.
    const secrets = new Map(loaded.secrets)
    const unknown = createUnknownDevices()
    const inbox = createInbox({
      haste,
      ingest: ingest.message,
      reject: ingest.reject,
      onThrown: (error, { deviceId, topic }) => log.error({ err: error, deviceId, topic }, 'ingest threw'),
    })
    const broker = await createBroker({
      id: 'shouwang',
      clock,
      log,
      limits: config.mqtt,
      ingest: inbox.ingest,
      reject: inbox.reject,
      credentials: {
        lookup(deviceId) {
          if (isCanaryOn && canaryOf(deviceId, world.directory) !== undefined)
            return { secretHash: canaryIdentity.secretHash, kind: 'band' }
          const secretHash = secrets.get(deviceId)
          const device = world.directory.devices.get(deviceId)
          return secretHash === undefined || !device ? undefined : { secretHash, kind: device.kind }
        },
      },
      onUnknownDevice: (device) => unknown.noticed({ ...device, at: now() }),
      onRefused: (reason) => metrics.refused.inc({ reason }),
    })
    onClose(() => broker.close())

    // People and places, read again when an import or an adoption changed them.
    const people = createRereading({
      version: loaded.directoryVersion,
      secrets,
      reading,
      change: createDirectoryChange({ world, submission, catalogue }),
      onUnsaved: (failure) => log.warn({ failure }, 'states of people who changed could not be saved'),
      onRead(entities) {
        policyWatch.look()
        hub.snapshotAll()
        log.info({ entities }, 'people and places read again')
      },
      onError: (error) => log.warn({ err: error }, 'people and places could not be read'),
    })

    // People.
    const accounts = createAccountPort(reading, ingest.write)
    const sessions = createSessions({ accounts, directory: () => world.directory, now })
    const originPolicy = {
      origins: config.http.publicUrl === undefined ? [] : [new URL(config.http.publicUrl).origin],
      trustProxy: config.http.trustProxy,
    }
    const live = createLiveSocket({
      hub,
      timers,
      sessionOf: (cookie) => sessions.viewerOf(cookie),
      isOwnOrigin: (request) => isOwnOrigin(request.headers, originPolicy),
    })
    onClose(() => live.close())
    onClose(sessions.onEnd((hash) => live.endSession(hash)))
    let ready = false
    let lastTick = now()
    const metrics = createMetrics({
      queueDepth: lane.depth,
      undecided: inbox.waiting,
      bandConnections: () => broker.connectionCount(),
      dashboardClients: hub.clients,
      unresolvedAlerts: () => countBy(world.unresolved().map((alert) => alert.severity)),
      channelStates: dispatcher.circuits,
      unsettledNotifications: () => Object.values(dispatcher.depths()).reduce((sum, depth) => sum + depth, 0),
      historyLagRows: () => Math.max(0, lane.lastSeq() - history.filedTo()),
      unsavedStates: snapshots.unsaved,
    })
    const dashboard = resolve(fileURLToPath(new URL('..', import.meta.url)), config.dashboardFolder)
    if (!existsSync(dashboard))
      log.warn({ dashboard }, 'the dashboard is not built (npm run build); serving the API only')
    const replays = createReplays({
      ...files,
      rules: () => book.visible().catalogue.rules,
      subjectExists: (key) => world.registry.ofSubject(key) !== undefined,
      now,
    })
    onClose(() => replays.close())
    const http = await createHttpServer({
      sessions,
      config: {
        version: options.version,
        trustProxy: config.http.trustProxy,
        origins: originPolicy.origins,
        ...(existsSync(dashboard) ? { dashboardFolder: dashboard } : {}),
      },
      upgrades: { '/live': live.upgrade, '/mqtt': broker.handleUpgrade },
      ports: {
        now,
        world: board,
        command,
        history: reading,
        record: {
          recordTimes: reading.recordTimes,
          kpi: reading.kpi,
          report: makeReport,
          mail: reportMail.view,
          // Without a canary only the channels prove themselves.
          proven: () => canary.proven().filter(({ what }) => isCanaryOn || what === 'channel'),
        },
        silences,
        tests,
        proofs: {
          band: proofs.band,
          channels: () => channelProofs([...channels.keys()], canary.proven()),
        },
        weather,
        desk,
        care,
        roster,
        accounts,
        devices: createDevicePort({
          unknown,
          write: ingest.write,
          now,
          adopted: (device, hash) => {
            secrets.set(device.id, hash)
            broker.disconnect(device.id)
            people.soon()
          },
        }),
        backtest: replays.backtest,
        explain: replays.explain,
        quality: replays.quality,
        rules: createAdjustments({
          book,
          directory: () => world.directory,
          now,
          alertsByRule: (query) => reading.alertsByRule(query),
          carePlanChanges: (query) => reading.carePlanChanges(query),
          write: ingest.write,
          residentChanged: people.now,
          reload: reload.now,
        }),
        health: {
          notReady: () => [
            ...(ready ? [] : ['starting']),
            ...(storeRoom.isTroubled() ? ['store'] : []),
            ...(now() - lastTick > 10 * SECOND ? ['ticker'] : []),
          ],
          metrics: () => metrics.registry.metrics(),
        },
        links: createLinkPages({
          links,
          now,
          directory: () => world.directory,
          alert: reading.alert,
          timeline: reading.timeline,
          uses: reading.linkUses,
          command,
          ruleTexts,
          tile: board.residentTile,
        }),
        replies: createReplies({
          now,
          directory: () => world.directory,
          told: board.notifications,
          stands: (alertId) => world.visibleAlert(alertId) !== undefined,
          alert: reading.alert,
          pastTold: reading.smsTold,
          known: reading.smsReply,
          recent: reading.smsReplies,
          command,
          onHeard: hub.replies,
          write: ingest.write,
          send: config.channels.sms?.answerTemplate === undefined ? undefined : delivered.send,
          token: receiptToken,
        }),
        ...(receiptToken === undefined
          ? {}
          : {
              receipts: {
                token: receiptToken,
                ...createReceipts({
                  stored: reading.notificationsUnder,
                  reached: delivered.received,
                  refused: dispatcher.refused,
                }),
              },
            }),
        ...(vapid === undefined
          ? {}
          : {
              push: {
                publicKey: vapid.publicKey,
                subscribe: subscriptions.add,
                unsubscribe: (personId, endpoint) => subscriptions.remove(endpoint, personId),
                receipt: delivered.receivedBy,
              },
            }),
        ...(phones === undefined ? {} : { phones: { messages: () => phones } }),
      },
    })
    // The HTTP server ends when its last connection has, and those of /live and /mqtt are ended by their own side.
    onClose(async () => {
      await Promise.all([http.close(), live.close(), broker.close()])
    })

    // From here on the rules of the files; states that came from others are refitted, and the log says when.
    if (opening.refusal) rulesInForce.refused(opening.refusal)
    const unwritten = opening.isNews ? await book.begin(opening.next) : undefined
    if (unwritten)
      throw new GatewayError('storeUnavailable', `the rules could not be written down: ${unwritten.message}`)
    if (!opening.isNews) rulesInForce.warnOfCarePlans()

    // Time. After a short gap silence still counts: a gateway that is restarted every few minutes must notice it too.
    if (now() - (loaded.lastReceivedAt ?? now()) > SHORT_GAP_MS) await ingest.resume(now())
    const clockChanges = createClockChanges({
      world,
      drafting,
      submission,
      lastHeardAt: loaded.lastReceivedAt,
      resume: ingest.resume,
      onChange: (change) => log.warn(change, 'the clock was set, or the machine slept'),
    })
    const tick = (): void => {
      lastTick = now()
      clockChanges.tick(lastTick)
      metrics.lastTick.set(lastTick / SECOND)
      silences.tick(lastTick)
      weather.tick(lastTick)
      care.tick(lastTick)
      reportMail.tick(lastTick)
      passingTime.tick(lastTick)
      if (isCanaryOn && mqttDoor !== undefined) canary.tick(lastTick)
    }
    const { catalogue: decidingRules, groupings, policies } = book.deciding()
    // What fails here would fail for a real press; closed doors would help nobody.
    await rehearse({ catalogue: decidingRules, groupings, policies, ruleTexts, now }).then(
      (rehearsed) => log.debug(rehearsed, 'an SOS was rehearsed'),
      (error) => log.error({ err: error }, 'an SOS that was rehearsed did not go all the way'),
    )

    // Doors open last.
    const mqttPort = await broker.listenTcp(config.mqtt.port, config.mqtt.host)
    const httpPort = await http.listen(config.http.port, config.http.host)
    await knock({ host: config.http.host, port: httpPort }).catch((error) =>
      log.warn({ err: error }, 'the board does not answer at its own address'),
    )
    mqttDoor = { host: config.mqtt.host, port: mqttPort }
    ready = true
    history.begin()
    doors.resolve()
    // The first tick comes after everything that fell due while nobody was here has somebody to go to.
    await dispatcher.loaded
    // Before the doors close: what is under way is given up, not waited for.
    onClose(canary.close)
    onClose(startTicker({ clock, tick, onError: (error) => log.error({ err: error }, 'a tick failed') }))
    onClose(every(clock, 10 * SECOND, () => board.changedByTime().forEach(visible.subjectChanged)))
    onClose(every(clock, 2 * SECOND, people.soon))
    onClose(every(clock, 60 * MINUTE, checkRoster))
    // Phones that are switched on or off for push make somebody reachable or not.
    onClose(every(clock, 10 * MINUTE, policyWatch.look))
    policyWatch.look()
    onClose(every(clock, 60 * MINUTE, () => history.trim(now() - config.retention.historyDays * 24 * HOUR)))
    const housekeeping = startHousekeeping({
      now,
      keepLogMs: config.retention.logHours * HOUR,
      trimmable: (before) => reading.trimmable(before),
      oldestSeq: () => reading.oldestSeq(null),
      write: ingest.write,
      onError: (error) => log.error({ err: error }, 'housekeeping failed'),
    })
    onClose(() => housekeeping.stop())
    void readPastLevels({
      directory: world.directory,
      now: now(),
      samples: reading.samples,
      onLevels(subject, levels) {
        board.levelsRead(subject, levels)
        visible.subjectChanged(subject)
      },
    }).catch((error) => log.warn({ err: error }, 'past water levels could not be read'))
    // Before anything else is closed, every engine state is due: the next start has nothing to replay.
    onClose(() => snapshots.drain())
    return {
      httpPort,
      mqttPort,
      recovered: { rows, subjects: world.states.size(), alerts: loaded.cases.length },
      tick,
      async settled() {
        do {
          await Promise.all([inbox.idle(), passingTime.idle()])
          await lane.settled()
          await submission.shown()
          await deliveries.idle()
        } while (inbox.waiting() + lane.depth() > 0)
      },
      reloadRules: reload.now,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = { critical: 0, warning: 0, info: 0 }
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
