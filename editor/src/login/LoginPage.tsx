import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useSearchParams } from 'react-router'
import { ApiError, api } from '../api/http.ts'
import { logIn, type Tokens, useSession } from '../api/session.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { WeirMark } from '../shell/WeirMark.tsx'
import { goodWay } from './good-way.ts'
import styles from './LoginPage.module.css'

export default function LoginPage() {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const loggedIn = useSession((session) => session.tokens !== null)
  const ended = useSession((session) => session.ended)

  useEffect(() => {
    document.title = `${t('shell:login.title')} · Weir`
  }, [t])

  if (loggedIn) return <Navigate to={goodWay(params.get('to'))} replace />
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <WeirMark size={34} />
          <h1>{t('shell:login.title')}</h1>
        </div>
        {ended === 'expired' && <p className={styles.note}>{t('shell:login.expired')}</p>}
        <LoginForm />
        <p className={styles.hint}>{t('shell:login.first')}</p>
      </div>
      <Water />
    </main>
  )
}

function LoginForm() {
  const { t } = useTranslation()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [capsLock, setCapsLock] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  async function enter(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      logIn(await api.post<Tokens>('/api/auth/login', { username: username.trim(), password }))
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }

  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const wrong = error instanceof ApiError && error.status === 401
  return (
    <form onSubmit={enter}>
      <Stack gap="md">
        <TextInput
          label={t('shell:login.email')}
          type="email"
          autoComplete="username"
          autoFocus
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('shell:login.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          onKeyDown={watchCaps}
          onKeyUp={watchCaps}
          description={<span aria-live="polite">{capsLock ? t('shell:login.caps') : ''}</span>}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        {error !== null && <Trouble error={wrong ? loginError(error, t) : error} />}
        <Button type="submit" variant="filled" loading={busy}>
          {t('shell:login.enter')}
        </Button>
      </Stack>
    </form>
  )
}

/** The server says as little as it must about why; a locked account it names, and so do we. */
function loginError(error: ApiError, t: (key: string) => string): Error {
  if (/locked/i.test(error.message)) return new Error(t('shell:login.locked'))
  if (/not active/i.test(error.message)) return new Error(t('shell:login.inactive'))
  return new Error(t('shell:login.wrong'))
}

function Water() {
  const wave = `M0 20${'q25 -8 50 0t50 0'.repeat(24)}`
  return (
    <svg className={styles.water} viewBox="0 0 2400 60" preserveAspectRatio="none" aria-hidden="true">
      <path d={`${wave}V60H0z`} fill="var(--water)" opacity=".2" />
      <path d={wave} fill="none" stroke="var(--water)" strokeWidth="1.5" />
    </svg>
  )
}
