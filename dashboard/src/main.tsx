// The entry: who is this, and then the pages for them.

import { render } from 'preact'
import './design/tokens.css'
import './design/base.css'
import './design/parts.css'
import './design/overlays.css'
import './design/chart.css'
import './shell/page.css'
import './shell/shell.css'
import './shell/login.css'
import './board/drains.css'
import './board/tile.css'
import './board/board.css'
import './alert/queue.css'
import './alert/actions.css'
import './alert/alert.css'
import './place/place.css'
import './family/family.css'
import { App } from './shell/app.tsx'

const root = document.getElementById('app')
if (root !== null) render(<App />, root)
