import type { GapOut } from '@/api/models'

export const groups = ['basic', 'quality', 'indicators', 'honours', 'incidents']

/** The page of the applicant on which a part of the application is filled in. */
export function pageOf(id: string, section: string): string {
  const base = `/applicant/applications/${id}`
  switch (section) {
    case 'profile':
    case 'eligibility':
    case 'evidence':
      return `${base}/${section}`
    case 'self_evaluation':
      return `${base}/self-evaluation`
    case 'declaration':
      return `${base}/check`
    default:
      return `${base}/form/${section}`
  }
}

/** The page and the element in which a gap is closed. */
export function placeOf(id: string, gap: GapOut): { to: string; hash?: string } {
  if (gap.section === 'self_evaluation' && gap.field.includes('.')) return { to: `${pageOf(id, gap.section)}/${gap.field}` }
  if (gap.section === 'evidence') return { to: pageOf(id, gap.section), hash: `slot-${gap.field}` }
  if (gap.section === 'declaration') return { to: pageOf(id, gap.section), hash: 'declared_by' }
  const field = gap.section === 'profile' ? 'profile' : `form.${gap.field}`
  return { to: pageOf(id, gap.section), hash: field }
}
