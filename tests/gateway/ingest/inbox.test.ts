import { describe, expect, it } from 'vitest'
import { createInbox } from '../../../gateway/ingest/inbox.ts'
import { createHaste } from '../../../gateway/turns.ts'

/** An inbox whose first message keeps the thread so long that everything after it has to wait. */
function busyInbox() {
  const decided: string[] = []
  const thrown: unknown[] = []
  const inbox = createInbox({
    ingest({ topic, payload }, done) {
      if (payload.toString() === 'long')
        for (const until = performance.now() + 10; performance.now() < until; );
      if (payload.toString() === 'bad') throw new Error('bad')
      decided.push(`${topic.slice('v1/bands/'.length)} ${payload}`)
      done('committed')
    },
    reject({ topic, reason }, done) {
      decided.push(`${topic} ${reason}`)
      done('committed')
    },
    onThrown: (error) => thrown.push(error),
    haste: createHaste(),
  })
  const outcomes: string[] = []
  const say = (deviceId: string, kind: string, text: string): void =>
    inbox.ingest(
      { topic: `v1/bands/${deviceId}/${kind}`, payload: Buffer.from(text), deviceId, receivedAt: 0 },
      (outcome) => outcomes.push(outcome),
    )
  return { inbox, decided, outcomes, thrown, say }
}

describe('the inbox', () => {
  it('decides an SOS and a fall before 300 messages that came earlier, after what their own bands said before', async () => {
    const { inbox, decided, say } = busyInbox()
    say('b-0', 'vitals', 'long')
    for (let n = 1; n <= 300; n++) say(`b-${n}`, 'vitals', `${n}`)
    say('b-9', 'status', 'again')
    expect(inbox.waiting()).toBe(301)
    say('b-9', 'sos', 'press')
    say('b-400', 'fall', 'fall')
    expect(decided).toEqual([
      'b-0/vitals long',
      'b-9/vitals 9',
      'b-9/status again',
      'b-9/sos press',
      'b-400/fall fall',
    ])
    await inbox.idle()
    expect(decided.slice(5)).toEqual(
      Array.from({ length: 300 }, (_, n) => `b-${n + 1}/vitals ${n + 1}`).filter(
        (line) => line !== 'b-9/vitals 9',
      ),
    )
  })

  it('what a band may not say is answered in its turn with what it may', async () => {
    const { inbox, decided, say } = busyInbox()
    say('b-1', 'vitals', 'long')
    say('b-1', 'vitals', '2')
    const foreign = { topic: 'foreign', payload: Buffer.alloc(0), deviceId: 'b-1', receivedAt: 0 }
    inbox.reject({ ...foreign, reason: 'foreignTopic' }, () => {})
    say('b-1', 'vitals', '4')
    await inbox.idle()
    expect(decided).toEqual(['b-1/vitals long', 'b-1/vitals 2', 'foreign foreignTopic', 'b-1/vitals 4'])
  })

  it('one that throws in its turn fails alone, and the others go on', async () => {
    const { inbox, decided, outcomes, thrown, say } = busyInbox()
    say('b-1', 'vitals', 'long')
    say('b-2', 'vitals', 'bad')
    say('b-3', 'vitals', '3')
    await inbox.idle()
    expect(outcomes).toEqual(['committed', 'failed', 'committed'])
    expect(thrown).toEqual([new Error('bad')])
    expect(decided).toEqual(['b-1/vitals long', 'b-3/vitals 3'])
  })
})
