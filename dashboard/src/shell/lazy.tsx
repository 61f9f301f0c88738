// A page in a chunk of its own. A chunk that cannot be fetched says so and can be asked for again.

import type { ComponentType } from 'preact'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { Failed, Loading } from '../design/parts.tsx'

type Chunk = { default: ComponentType }

export const Lazy = ({ load }: { load: () => Promise<Chunk> }) => {
  const [page, setPage] = useState<{ Page: ComponentType } | 'loading' | 'failed'>('loading')
  const fetchChunk = useCallback(() => {
    setPage('loading')
    load().then(
      (chunk) => setPage({ Page: chunk.default }),
      () => setPage('failed'),
    )
  }, [load])
  // One page, one chunk, fetched once.
  useEffect(fetchChunk, [])
  if (page === 'loading') return <Loading />
  if (page === 'failed') return <Failed code="unreachable" retry={fetchChunk} />
  return <page.Page />
}
