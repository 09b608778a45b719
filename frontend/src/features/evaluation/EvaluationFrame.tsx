import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useReadEdition } from '@/api/endpoints/editions/editions'
import type { EditionOut } from '@/api/models'
import { EditionShell } from '@/shared/ui/EditionShell'

/** The frame of a page of the edition that the address names. */
export function EvaluationFrame({ children }: { children: (edition: EditionOut, base: string) => ReactNode }) {
  const { editionId = '' } = useParams({ strict: false }) as { editionId?: string }
  return <EditionShell<EditionOut> query={useReadEdition(editionId)}>{children}</EditionShell>
}
