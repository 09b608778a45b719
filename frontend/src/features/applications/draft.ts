import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { getReadApplicationQueryKey, readApplication, saveApplication } from '@/api/endpoints/applications/applications'
import type { ApplicationOut, ApplicationPatchIn } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { type FieldGap, ProblemError } from '@/shared/http/problem'
import { useAutosave } from '@/shared/ui/autosave'

/** What was typed, by place: `form.contact_name`, `self_evaluation.4.1.2`, `profile`, `declared_by`. */
export type Changes = Record<string, unknown>

/** Places → the body of the autosave. An emptied value is sent as null: it is removed. */
export function toPatch(changes: Changes): ApplicationPatchIn {
  const patch: { form?: Changes; self_evaluation?: Record<string, string | null>; profile?: string; declared_by?: string | null } = {}
  for (const [place, value] of Object.entries(changes)) {
    const dot = place.indexOf('.')
    const [part, key] = dot < 0 ? [place, ''] : [place.slice(0, dot), place.slice(dot + 1)]
    const sent = value === undefined || value === '' ? null : value
    if (part === 'form') patch.form = { ...patch.form, [key]: sent }
    else if (part === 'self_evaluation') patch.self_evaluation = { ...patch.self_evaluation, [key]: sent as string | null }
    else if (part === 'profile') patch.profile = String(value ?? '')
    else if (part === 'declared_by') patch.declared_by = sent as string | null
  }
  return patch as ApplicationPatchIn
}

/** Whether the server's complaint about `field` is about what stands at `place`. */
export const concerns = (field: string, place: string) =>
  field === place || field.startsWith(`${place}.`) || place.startsWith(`${field}.`)

const stored = (application: ApplicationOut, place: string): unknown => {
  if (place === 'profile') return application.profile ?? ''
  if (place === 'declared_by') return application.declared_by ?? ''
  const dot = place.indexOf('.')
  const key = place.slice(dot + 1)
  return place.startsWith('form.') ? application.form?.[key] : application.self_evaluation?.[key]
}

/**
 * A draft under autosave. A value that the server can't take is named at its field and left out; the others are saved.
 * Someone else's newer version is never overwritten: `reload` fetches it, then sends only what was typed here.
 */
export function useDraft(application: ApplicationOut) {
  const queries = useQueryClient()
  const { id } = application
  const version = useRef(application.version)
  if (application.version > version.current) version.current = application.version
  const [typed, setTyped] = useState<Changes>({})
  const [faults, setFaults] = useState<FieldGap[]>([])

  const save = async (changes: Changes) => {
    setFaults((all) => all.filter((fault) => !Object.keys(changes).some((place) => concerns(fault.field, place))))
    let rest = changes
    while (Object.keys(rest).length > 0) {
      try {
        const saved = await saveApplication(id, toPatch(rest), { headers: ifMatch(version.current) })
        version.current = saved.version
        queries.setQueryData(getReadApplicationQueryKey(id), saved)
        return
      } catch (error) {
        if (!(error instanceof ProblemError) || error.errors.length === 0) throw error
        const named = error.errors
        setFaults((all) => [...all.filter((one) => !named.some((fault) => fault.field === one.field)), ...named])
        const fit = Object.fromEntries(Object.entries(rest).filter(([place]) => !named.some((fault) => concerns(fault.field, place))))
        if (Object.keys(fit).length === Object.keys(rest).length) throw error
        rest = fit
      }
    }
  }
  const { state, change, flush, recovered } = useAutosave<Changes>(`application.${id}`, save)

  useEffect(() => {
    const before = recovered()
    if (!before || !application.may_edit) return
    setTyped((now) => ({ ...before, ...now }))
    change(before)
    // Once, when the page opens: what an earlier visit could not send.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const set = (place: string, value: unknown) => {
    setTyped((now) => ({ ...now, [place]: value }))
    change({ [place]: value })
  }
  const reload = async () => {
    const fresh = await readApplication(id)
    version.current = fresh.version
    queries.setQueryData(getReadApplicationQueryKey(id), fresh)
    await flush()
  }
  const value = (place: string) => (place in typed ? typed[place] : stored(application, place))
  const faultOf = (place: string) => faults.find((fault) => concerns(fault.field, place))
  return { value, set, faultOf, state, flush, reload }
}

export type Draft = ReturnType<typeof useDraft>
