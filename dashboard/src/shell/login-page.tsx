// Logging in: two fields, one button, and the reason in words when it does not work.

import { useState } from 'preact/hooks'
import { enableSound } from '../board/sound.ts'
import { Field } from '../design/parts.tsx'
import { logIn, loginNotice } from '../session/session.ts'
import { text } from '../text/text.ts'
import { LanguageSwitch, Logo, ThemeSwitch } from './controls.tsx'

export const LoginPage = () => {
  const words = text.value.login
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [visible, setVisible] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const notice = loginNotice.value

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (busy) return
    if (login.trim() === '' || password === '') {
      setFault(words.empty)
      return
    }
    // This click is the browser's permission to sound alarms later.
    enableSound()
    setBusy(true)
    setFault(null)
    const code = await logIn(login.trim(), password)
    setBusy(false)
    if (code === null) return
    setFault(text.peek().problem[code] ?? code)
    setPassword('')
  }

  return (
    <div class="login">
      <div class="login-top">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main class="login-main" id="main">
        <div class="login-brand">
          <Logo size={56} />
          <h1>{text.value.app.name}</h1>
          <p>{words.promise}</p>
        </div>
        <form class="card login-form" onSubmit={submit} noValidate>
          {notice !== null && fault === null && (
            <p class="login-notice" role="status">
              {words[notice]}
            </p>
          )}
          <Field label={words.login}>
            {(ids) => (
              <input
                {...ids}
                class="input"
                name="username"
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
                autofocus
                data-testid="login-login"
                value={login}
                onInput={(event) => setLogin(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={words.password}>
            {(ids) => (
              <span class="password">
                <input
                  {...ids}
                  class="input"
                  name="password"
                  {...(visible ? { type: 'text' } : { type: 'password' })}
                  autocomplete="current-password"
                  data-testid="login-password"
                  value={password}
                  onInput={(event) => setPassword(event.currentTarget.value)}
                />
                <button
                  type="button"
                  class="button password-show"
                  data-kind="quiet"
                  data-size="small"
                  aria-pressed={visible}
                  onClick={() => setVisible(!visible)}
                >
                  {visible ? words.hide : words.show}
                </button>
              </span>
            )}
          </Field>
          <p class="fault" role="alert" data-testid="login-error">
            {fault}
          </p>
          <button
            type="submit"
            class="button"
            data-kind="primary"
            data-size="large"
            disabled={busy}
            data-testid="login-submit"
          >
            {busy ? words.busy : words.submit}
          </button>
        </form>
      </main>
    </div>
  )
}
