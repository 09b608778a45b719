import { useSyncExternalStore } from 'react'
import type { EvidenceIn } from '@/api/models'
import { digest } from './digest'
import { send } from './send'

export type Phase = 'waiting' | 'reading' | 'sending' | 'paused' | 'failed'

export interface Transfer {
  key: string
  applicationId: string
  slot: string
  file: File
  phase: Phase
  /** Bytes read or sent, by phase. */
  bytes: number
  /** Bytes a second over the last seconds; null until that can be told. */
  speed: number | null
  error: unknown
}

interface Running extends Transfer {
  announced: Omit<EvidenceIn, 'sha256'>
  sha256: string | null
  samples: { at: number; bytes: number }[]
  stop: AbortController | null
  done: () => void
}

const AT_ONCE = 2
const WINDOW = 5000

/** The uploads of this tab. They outlive the page that began them; a closed tab goes on when the file is chosen again. */
const all = new Map<string, Running>()
const listeners = new Set<() => void>()
let shown: Transfer[] = []

function changed() {
  shown = [...all.values()].map(({ key, applicationId, slot, file, phase, bytes, speed, error }) => ({ key, applicationId, slot, file, phase, bytes, speed, error }))
  for (const listener of listeners) listener()
}

function measured(one: Running, bytes: number) {
  const at = performance.now()
  one.bytes = bytes
  one.samples = [...one.samples.filter((sample) => at - sample.at < WINDOW), { at, bytes }]
  const first = one.samples[0]
  one.speed = first && at - first.at > 500 ? Math.max(0, ((bytes - first.bytes) * 1000) / (at - first.at)) : null
  changed()
}

async function run(one: Running) {
  one.stop = new AbortController()
  const { signal } = one.stop
  const enter = (phase: Phase) => {
    one.phase = phase
    one.bytes = 0
    one.samples = []
    one.speed = null
    changed()
  }
  try {
    if (one.sha256 === null) {
      enter('reading')
      one.sha256 = await digest(one.file, signal, (bytes) => measured(one, bytes))
    }
    enter('sending')
    await send(one.applicationId, one.file, { ...one.announced, sha256: one.sha256 }, signal, (bytes) => measured(one, bytes))
    all.delete(one.key)
  } catch (error) {
    if (!signal.aborted) {
      one.phase = 'failed'
      one.error = error
    }
  }
  one.stop = null
  one.done()
  changed()
  next()
}

function next() {
  const busy = [...all.values()].filter((one) => one.stop !== null).length
  for (const one of [...all.values()].filter((each) => each.phase === 'waiting').slice(0, Math.max(0, AT_ONCE - busy))) void run(one)
}

export const transfers = {
  /** Queue files for a slot; `done` is called whenever one of them has ended, well or not. */
  add(applicationId: string, files: File[], announced: (file: File) => Omit<EvidenceIn, 'sha256'>, done: () => void) {
    for (const file of files) {
      const about = announced(file)
      const key = [applicationId, about.slot, file.name, file.size, file.lastModified].join('/')
      if (all.has(key) && all.get(key)?.phase !== 'failed') continue
      all.set(key, { key, applicationId, slot: about.slot, file, announced: about, sha256: null, phase: 'waiting', bytes: 0, speed: null, samples: [], error: null, stop: null, done })
    }
    changed()
    next()
  },
  pause(key: string) {
    const one = all.get(key)
    if (!one) return
    one.phase = 'paused'
    one.speed = null
    one.stop?.abort(new DOMException('paused', 'AbortError'))
    changed()
  },
  /** Go on after a pause or a failure, from where the store is. */
  resume(key: string) {
    const one = all.get(key)
    if (!one || one.stop) return
    one.phase = 'waiting'
    one.error = null
    changed()
    next()
  },
  drop(key: string) {
    const one = all.get(key)
    all.delete(key)
    one?.stop?.abort(new DOMException('dropped', 'AbortError'))
    changed()
  },
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTransfers = (applicationId: string): Transfer[] =>
  useSyncExternalStore(subscribe, () => shown).filter((one) => one.applicationId === applicationId)

/** A reload or a closed tab breaks off what is under way: the browser asks first. */
window.addEventListener('beforeunload', (event) => {
  if ([...all.values()].some((one) => one.stop !== null)) event.preventDefault()
})
