import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListEditions } from '@/api/endpoints/editions/editions'

/** The chosen edition (the latest at first) and the control that chooses. */
export function useEditionChoice(): { editionId: string | undefined; empty: boolean; error: unknown; control: ReactNode } {
  const { t } = useTranslation()
  const editions = useListEditions({ limit: 50 })
  const [chosen, setChosen] = useState<string>()
  const list = [...(editions.data?.items ?? [])].sort((a, b) => b.number - a.number)
  const editionId = chosen ?? list[0]?.id
  return {
    editionId,
    empty: editions.data !== undefined && list.length === 0,
    error: editions.error,
    control: list.length > 1 ? (
      <Select aria-label={t('assignment.edition')} value={editionId ?? null} onChange={setChosen} options={list.map((one) => ({ value: one.id, label: one.title }))} style={{ minWidth: 240 }} />
    ) : null,
  }
}
