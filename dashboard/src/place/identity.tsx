// Who lives here and how to get in: what a stranger at the door needs, in that order.

import type { ComponentChildren } from 'preact'
import { Card, Chip } from '../design/parts.tsx'
import type { ResidentDetail, ResidentTile } from '../server-types.ts'
import { text } from '../text/text.ts'
import { Contacts } from './contacts.tsx'
import { LastPosition } from './last-position.tsx'

const Row = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

const Chips = ({ values }: { values: readonly string[] }) =>
  values.length === 0 ? (
    <span class="muted">{text.value.place.none}</span>
  ) : (
    <span class="chips">
      {values.map((value) => (
        <Chip key={value}>{value}</Chip>
      ))}
    </span>
  )

export const Identity = ({ detail, tile }: { detail: ResidentDetail; tile: ResidentTile }) => {
  const words = text.value.place
  const { position } = tile
  return (
    <>
      <Card title={words.address}>
        <dl class="facts body">
          <Row label={words.address}>
            <strong>{detail.address}</strong>
          </Row>
          <Row label={words.entry}>{detail.entry === '' ? words.none : detail.entry}</Row>
          {position !== null && (
            <Row label={words.position}>
              <LastPosition position={position} outsideMetres={detail.outsideMetres} />
            </Row>
          )}
        </dl>
      </Card>
      <Card title={words.contacts}>
        <div class="body">
          <Contacts detail={detail} />
        </div>
      </Card>
      <Card title={words.identity}>
        <dl class="facts body">
          <Row label={words.born}>{detail.born}</Row>
          {detail.bloodType !== undefined && <Row label={words.bloodType}>{detail.bloodType}</Row>}
          <Row label={words.conditions}>
            <Chips values={detail.conditions} />
          </Row>
          <Row label={words.medication}>
            <Chips values={detail.medication} />
          </Row>
          <Row label={words.allergies}>
            <Chips values={detail.allergies} />
          </Row>
          <Row label={words.tags}>
            <Chips values={tile.tags} />
          </Row>
          <Row label={words.device}>
            <span class="mono">{tile.deviceId ?? words.noDevice}</span>
          </Row>
        </dl>
      </Card>
    </>
  )
}
