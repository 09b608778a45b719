import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { noteServerTime, request } from '@/shared/http/client'
import { token } from '@/shared/http/token'

export interface Membership {
  id: string
  role: string
  seat: string | null
  title: string | null
  scope_name: string | null
  expert_id: string | null
}

export interface SignedIn {
  access_token: string
  expires_in: number
  person: { id: string; name: string; login: string; totp_enrolled: boolean }
  membership: Membership | null
  memberships: Membership[]
}

export interface Meta {
  now: string
  rehearsal: boolean
  city: string
  award_name: string
  version: string
}

interface SessionValue {
  /** `undefined` while the page is still asking. */
  session: SignedIn | null | undefined
  meta: Meta | undefined
  signIn: (body: { login: string; password: string; totp_code?: string }) => Promise<SignedIn>
  register: (body: unknown) => Promise<SignedIn>
  actAs: (membershipId: string) => Promise<SignedIn>
  signOut: () => Promise<void>
  reloadMeta: () => Promise<void>
}

const SessionContext = createContext<SessionValue | null>(null)
const post = (path: string, body?: unknown, init: RequestInit = {}) =>
  request<SignedIn>(`/api/v1/auth/${path}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}), ...init,
  })

/** Whether somebody is signed in on this browser: a visitor who never was needs no answer from the server to know. */
const mark = {
  here: () => localStorage.getItem('signed-in') !== null,
  set: (signedIn: boolean) => (signedIn ? localStorage.setItem('signed-in', '1') : localStorage.removeItem('signed-in')),
}

/** Several tabs share one refresh cookie: only one of them may rotate it at a time. */
const exclusively = <T,>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? navigator.locks.request('refresh', work) : work()

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<SignedIn | null | undefined>(undefined)
  const [meta, setMeta] = useState<Meta>()
  const queries = useQueryClient()

  const take = useCallback(
    (signedIn: SignedIn | null) => {
      token.set(signedIn?.access_token ?? null)
      mark.set(signedIn !== null)
      setSession((before) => {
        if (before?.membership?.id !== signedIn?.membership?.id) queries.clear()
        return signedIn
      })
      return signedIn
    },
    [queries],
  )

  const refresh = useCallback(
    () =>
      exclusively(async () => {
        token.set(null)
        try {
          // Kept alive when the page is left: a token that was renewed but never arrived would end the session.
          take(await post('refresh', {}, { keepalive: true }))
          return true
        } catch {
          take(null)
          return false
        }
      }),
    [take],
  )

  const reloadMeta = useCallback(async () => {
    const found = await request<Meta>('/api/v1/meta')
    noteServerTime(found.now)
    setMeta(found)
  }, [])

  useEffect(() => {
    token.onExpiry(refresh)
    if (mark.here()) void token.renew()
    else take(null)
    void reloadMeta().catch(() => undefined)
  }, [refresh, reloadMeta, take])

  useEffect(() => {
    if (!session) return
    // Renew a minute before the end, so that nobody meets an expired token in the middle of a form.
    const timer = setTimeout(() => void token.renew(), Math.max(30, session.expires_in - 60) * 1000)
    return () => clearTimeout(timer)
  }, [session])

  const value = useMemo<SessionValue>(
    () => ({
      session,
      meta,
      signIn: async (body) => take(await post('login', body))!,
      register: async (body) => take(await post('register', body))!,
      actAs: async (membership_id) => take(await post('act-as', { membership_id }))!,
      signOut: async () => {
        await post('logout').catch(() => undefined)
        take(null)
      },
      reloadMeta,
    }),
    [session, meta, take, reloadMeta],
  )
  return <SessionContext.Provider value={value}>{children}</SessionContext.Provider>
}

export function useSession(): SessionValue {
  const value = useContext(SessionContext)
  if (!value) throw new Error('useSession outside SessionProvider')
  return value
}
