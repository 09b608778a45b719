import { CheckCircleOutlined, LoadingOutlined, WarningOutlined } from '@ant-design/icons'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '@/shared/http/problem'
import { clock } from '@/shared/lib/time'

export type SaveState =
  | { kind: 'idle' }
  | { kind: 'dirty' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: Date }
  | { kind: 'failed'; error: unknown }

/**
 * Save what was typed, 1.2 s after the last key. One save at a time; changes made meanwhile go with the next.
 * A local copy under `storageKey` outlives a closed tab; it is dropped once the server has it.
 * `save` gets the merged changes; it throws ProblemError `stale-version` when someone else was faster: nothing is overwritten.
 */
export function useAutosave<P extends object>(storageKey: string, save: (changes: P) => Promise<unknown>) {
  const [state, setState] = useState<SaveState>({ kind: 'idle' })
  const waiting = useRef<P | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const busy = useRef(false)
  const saveRef = useRef(save)
  saveRef.current = save

  const flush = useCallback(async (): Promise<void> => {
    if (timer.current) clearTimeout(timer.current)
    if (busy.current || !waiting.current) return
    const changes = waiting.current
    waiting.current = null
    busy.current = true
    setState({ kind: 'saving' })
    try {
      await saveRef.current(changes)
      busy.current = false
      if (waiting.current) return flush()
      localStorage.removeItem(storageKey)
      setState({ kind: 'saved', at: new Date() })
    } catch (error) {
      busy.current = false
      waiting.current = { ...changes, ...(waiting.current ?? {}) }
      setState({ kind: 'failed', error })
      if (error instanceof ProblemError && error.status === 0) timer.current = setTimeout(() => void flush(), 5000)
    }
  }, [storageKey])

  const change = useCallback(
    (changes: P) => {
      waiting.current = { ...(waiting.current ?? ({} as P)), ...changes }
      localStorage.setItem(storageKey, JSON.stringify(waiting.current))
      setState({ kind: 'dirty' })
      if (timer.current) clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), 1200)
    },
    [flush, storageKey],
  )

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (waiting.current || busy.current) event.preventDefault()
    }
    const online = () => void flush()
    window.addEventListener('beforeunload', leave)
    window.addEventListener('online', online)
    return () => {
      window.removeEventListener('beforeunload', leave)
      window.removeEventListener('online', online)
      void flush()
    }
  }, [flush])

  /** What an earlier visit typed and could not send. */
  const recovered = useCallback((): P | null => {
    const text = localStorage.getItem(storageKey)
    return text ? (JSON.parse(text) as P) : null
  }, [storageKey])

  return { state, change, flush, recovered }
}

/** `已保存 10:32`: there is no save button. */
export function AutosaveStatus({ state }: { state: SaveState }) {
  const { t } = useTranslation()
  return (
    <span role="status" className={`autosave autosave-${state.kind}`}>
      {state.kind === 'saving' && <><LoadingOutlined /> {t('common.saving')}</>}
      {state.kind === 'saved' && <><CheckCircleOutlined /> {t('common.saved', { time: clock(state.at) })}</>}
      {state.kind === 'dirty' && t('common.unsaved')}
      {state.kind === 'failed' && <><WarningOutlined /> {t('common.saveFailed')}</>}
    </span>
  )
}
