import { useQueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import { useCallback, useEffect, useRef, useState } from 'react'
import { openEvidence } from '@/api/endpoints/evidence/evidence'
import type { EvidenceLookOut } from '@/api/models'
import { readProblem, serverNow } from '@/shared/http/client'
import { ProblemError } from '@/shared/http/problem'

/** How often a file on the screen is asked for, to learn that the right to read has ended, in milliseconds. */
const ASK = 10_000
/** How long before its end a look is renewed, in milliseconds. */
const AHEAD = 60_000
const FIRST_WAIT = 500
const LONGEST_WAIT = 8_000

/** Bytes [begin, end) of the file; tries again while the line is down. Raises ProblemError when the server refuses. */
export type Read = (begin: number, end: number, signal: AbortSignal) => Promise<Uint8Array>

export interface Looking {
  /** The open file; null before it is open and from the moment on that it may not be read any more. */
  look: EvidenceLookOut | null
  /** Why it is closed. */
  refusal: unknown
  read: Read
  /** The whole file, as it is shown. */
  whole: (signal: AbortSignal) => Promise<Blob>
  /** Close it for this reason. */
  refuse: (error: unknown) => void
  reopen: () => void
}

/** Whether the server has said no, and not merely failed to answer. */
export const said = (error: unknown) => error instanceof ProblemError && [401, 403, 404].includes(error.status)

/**
 * A file opened for its reader. Each request for bytes is checked by the server; in between, and when the reader comes back to the
 * window, it is asked whether the right to read is still there. The first refusal closes the file and forgets what was loaded of it (Art. 33).
 */
export function useLook(evidenceId: string): Looking {
  const queries = useQueryClient()
  const [look, setLook] = useState<EvidenceLookOut | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const until = useRef(0)
  const opening = useRef<Promise<void> | null>(null)

  const refuse = useCallback(
    (error: unknown) => {
      until.current = 0
      setLook(null)
      setRefusal(error)
      queries.clear()
    },
    [queries],
  )

  const open = useCallback(() => {
    opening.current ??= openEvidence(evidenceId, { purpose: 'read' })
      .then(
        (opened) => {
          until.current = Date.parse(opened.expires_at)
          // A look renewed is the same look: what is drawn stays.
          setLook((before) => before ?? opened)
          setRefusal(null)
        },
        (error: unknown) => {
          // With the line down, what is open stays until its time is over.
          if (said(error) || until.current === 0) refuse(error)
        },
      )
      .finally(() => {
        opening.current = null
      })
    return opening.current
  }, [evidenceId, refuse])

  const ask = useCallback(
    async (range: string | null, signal?: AbortSignal): Promise<Response> => {
      for (let again = true; ; again = false) {
        const answer = await fetch(`/api/v1/evidence/${evidenceId}/content`, {
          headers: { 'Accept-Language': i18next.language, ...(range ? { Range: range } : {}) },
          credentials: 'same-origin',
          cache: 'no-store',
          ...(signal ? { signal } : {}),
        })
        if (answer.ok) return answer
        const problem = readProblem(answer, await answer.text())
        if (problem.code === 'look-over' && again) {
          // The ticket has run out or is gone: a new one, or the reason why there is none.
          await open()
          if (until.current > 0) continue
        } else if (said(problem)) {
          refuse(problem)
        }
        throw problem
      }
    },
    [evidenceId, open, refuse],
  )

  const patiently = useCallback(async <T,>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await work()
      } catch (error) {
        if (signal.aborted || said(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, wait))
        signal.throwIfAborted()
      }
    }
  }, [])

  const read = useCallback<Read>(
    (begin, end, signal) =>
      patiently(async () => new Uint8Array(await (await ask(`bytes=${begin}-${end - 1}`, signal)).arrayBuffer()), signal),
    [ask, patiently],
  )
  const whole = useCallback(
    (signal: AbortSignal) => patiently(async () => (await ask(null, signal)).blob(), signal),
    [ask, patiently],
  )

  useEffect(() => {
    setLook(null)
    setRefusal(null)
    until.current = 0
    void open()
  }, [open])

  const shown = look !== null
  useEffect(() => {
    if (!shown) return
    const check = () => {
      const left = until.current - serverNow().getTime()
      if (left <= 0) return refuse(new ProblemError({ type: '/problems/look-over', title: i18next.t('evidence.lookOver'), status: 403, article: '33' }))
      if (document.visibilityState !== 'visible') return
      if (left < AHEAD) void open()
      else void ask('bytes=0-0').then((answer) => answer.body?.cancel(), () => undefined)
    }
    const timer = setInterval(check, ASK)
    document.addEventListener('visibilitychange', check)
    window.addEventListener('focus', check)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', check)
      window.removeEventListener('focus', check)
    }
  }, [shown, ask, open, refuse])

  return { look, refusal, read, whole, refuse, reopen: () => void open() }
}
