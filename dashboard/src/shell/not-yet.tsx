// What stands where an answer will be: that it is on its way, or that it did not come and can be asked for again.

import { Failed, Loading } from '../design/parts.tsx'
import type { Loaded } from './load.ts'

type Asked = Pick<Loaded<unknown>, 'state' | 'code' | 'reload'>

export const NotYet = ({ asked }: { asked: Asked }) =>
  asked.state === 'failed' ? <Failed code={asked.code} retry={asked.reload} /> : <Loading />
