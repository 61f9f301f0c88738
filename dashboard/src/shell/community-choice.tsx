// Which community a page is about, where somebody sees several: the first, until another is chosen.

import { useState } from 'preact/hooks'
import { communities } from '../live/store.ts'
import { nameOf } from '../text/text.ts'

type Community = (typeof communities.value)[number]

/** The community, undefined until one is known, and how to choose another. `first`: which one the link asks for. */
export const useCommunity = (
  first: () => string | null = () => null,
): readonly [Community | undefined, (id: string) => void] => {
  const [chosen, choose] = useState<string | null>(first)
  const list = communities.value
  return [list.find(({ id }) => id === chosen) ?? list[0], choose]
}

/** Nothing where there is nothing to choose. */
export const CommunityChoice = (props: { label: string; of: Community; choose: (id: string) => void }) => {
  const list = communities.value
  if (list.length < 2) return null
  return (
    <select
      class="input"
      aria-label={props.label}
      value={props.of.id}
      onChange={(event) => props.choose(event.currentTarget.value)}
    >
      {list.map((one) => (
        <option key={one.id} value={one.id}>
          {nameOf(one)}
        </option>
      ))}
    </select>
  )
}
