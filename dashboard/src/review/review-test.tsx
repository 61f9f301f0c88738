// Beside a reason to try somebody's band: announce the test while they are on the telephone, and see that it came through.

import { Icon } from '../design/icon.tsx'
import { slowNow } from '../live/clock.ts'
import { residentTile } from '../live/store.ts'
import { AnnounceButton, TestLine } from '../proven/test-card.tsx'
import { isStale, provenText } from '../proven/test-state.ts'
import { text } from '../text/text.ts'

/** `every`: days after which a proof is too old, as the list has judged. */
export const ReviewTest = ({ residentId, every }: { residentId: string; every: number }) => {
  const tile = residentTile(residentId)?.value
  if (tile === undefined) return null
  if (!isStale(tile.proven, every, slowNow.value))
    return (
      <p class="review-said" data-testid={`review-${residentId}-proven`}>
        <Icon name="check" size={14} />
        {provenText(text.value, tile.proven, slowNow.value)}
      </p>
    )
  return (
    <div class="review-test">
      {tile.test !== undefined && <TestLine tile={tile} test={tile.test} />}
      <AnnounceButton tile={tile} small />
    </div>
  )
}
