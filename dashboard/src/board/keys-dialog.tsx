// The list of keys, opened by "?".

import { Dialog } from '../design/dialog.tsx'
import { text } from '../text/text.ts'
import { keysShown } from './keys.ts'

export const KeysDialog = () => {
  const words = text.value.keys
  const rows: readonly (readonly [string, string])[] = [
    ['j / ↓', words.next],
    ['k / ↑', words.previous],
    ['Enter', words.open],
    ['a', words.acknowledge],
    ['c', words.comment],
    ['r', words.resolve],
    ['x', words.decline],
    ['m', words.hush],
    ['/', words.search],
    ['?', words.help],
    ['Esc', words.close],
  ]
  return (
    <Dialog
      title={words.title}
      testid="keys-dialog"
      onClose={() => {
        keysShown.value = false
      }}
    >
      <p class="muted keys-lead">{words.lead}</p>
      <dl class="keys">
        {rows.map(([key, label]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
