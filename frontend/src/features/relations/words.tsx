import { Tag } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { PartyOut, TieOut } from '@/api/models'

export const KINDS = ['employment', 'post', 'shareholding', 'consulting', 'training', 'certification', 'joint_work', 'kinship', 'teaching', 'supervision', 'lawsuit'] as const
export type Kind = (typeof KINDS)[number]

/** When a tie held, in words. */
export function dates(t: TFunction, tie: Pick<TieOut, 'valid_from' | 'valid_to'>): string {
  if (tie.valid_from && tie.valid_to) return t('relations.between', { from: tie.valid_from, to: tie.valid_to })
  if (tie.valid_from) return t('relations.from', { day: tie.valid_from })
  return tie.valid_to ? t('relations.until', { day: tie.valid_to }) : t('relations.undated')
}

/** What a tie is, with post and share: 持股 31%. */
export function what(t: TFunction, tie: Pick<TieOut, 'kind' | 'role' | 'share'>): string {
  return [t(`relations.kind.${tie.kind}`), tie.share === null ? '' : ` ${tie.share}%`, tie.role ? `（${tie.role}）` : ''].join('')
}

/** Where a tie is known from. */
export function source(t: TFunction, tie: Pick<TieOut, 'source_kind' | 'source' | 'document'>): string {
  const said = tie.source_kind === 'declaration' ? '' : ` · ${tie.source}`
  return `${t(`relations.source.${tie.source_kind}`)}${said}${tie.document ? ` · ${tie.document}` : ''}`
}

/** Expert, user, applicant: why a party matters. */
export function Standing({ party }: { party: Pick<PartyOut, 'expert_id' | 'user' | 'organisation_id'> }) {
  const { t } = useTranslation()
  return (
    <>
      {party.expert_id && <Tag color="blue">{t('relations.expert')}</Tag>}
      {party.user && <Tag color="purple">{t('relations.user')}</Tag>}
      {party.organisation_id && <Tag>{t('relations.applicant')}</Tag>}
    </>
  )
}
