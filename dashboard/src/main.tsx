// The entry: who is this, and then the pages for them.

import { render } from 'preact'
import './design/tokens.css'
import './design/base.css'
import './design/parts.css'
import './shell/shell.css'
import './board/board.css'
import './alert/alert.css'
import './place/place.css'
import './family/family.css'
import { App } from './shell/app.tsx'

const root = document.getElementById('app')
if (root !== null) render(<App />, root)
