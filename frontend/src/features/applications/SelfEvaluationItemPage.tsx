import { Card, Input } from 'antd'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Count } from './Count'
import { DraftFrame, useApplicationId } from './DraftFrame'
import { pageOf } from './paths'

/** One item of the criteria: what it asks, and the organisation's answer. */
export default function SelfEvaluationItemPage({ evidence }: { evidence: EvidenceParts }) {
  const { t } = useTranslation()
  const id = useApplicationId()
  const { item: code = '' } = useParams({ strict: false }) as { item?: string }
  const all = pageOf(id, 'self_evaluation')
  return (
    <DraftFrame
      key={code}
      section="self_evaluation"
      gaps={false}
      title={(form) => `${code} ${form.items.find((item) => item.code === code)?.name ?? ''}`}
      next={(form) => {
        const following = form.items[form.items.findIndex((item) => item.code === code) + 1]
        return following ? { to: `${all}/${following.code}`, label: t('applications.nextItem', { item: following.code }) } : { to: all, label: t('applications.allItems') }
      }}
    >
      {(draft, form, application) => {
        const item = form.items.find((one) => one.code === code)
        const place = `self_evaluation.${code}`
        const text = String(draft.value(place) ?? '')
        const used = form.items.reduce((sum, one) => sum + String(draft.value(`self_evaluation.${one.code}`) ?? '').length, 0)
        const number = form.items.findIndex((one) => one.code === code) + 1
        return (
          <Card
            title={<span className="muted">{item?.category} {item?.category_name} · {number}/{form.items.length}</span>}
            extra={<LinkButton size="small" to={all}>{t('applications.allItems')}</LinkButton>}
          >
            <p className="asks">{item?.asks} <span className="muted">{t('applications.points', { points: item?.points ?? 0 })}</span></p>
            <label htmlFor={place} className="field-label">{t('applications.yourAnswer')}</label>
            <Input.TextArea
              id={place}
              autoSize={{ minRows: 10 }}
              disabled={!application.may_edit}
              value={text}
              onChange={(event) => draft.set(place, event.target.value)}
            />
            <p className="count">{t('applications.chars', { count: text.length })}</p>
            <Count used={used} limit={form.self_evaluation_chars} label={t('applications.total')} />
            <evidence.Citing
              applicationId={id}
              places={[{ key: code, title: `${code} ${item?.name ?? ''}` }]}
              editable={application.may_edit}
              selected={() => selectedIn(place)}
            />
          </Card>
        )
      }}
    </DraftFrame>
  )
}

/** The words marked in a text area. */
function selectedIn(id: string): string {
  const area = document.getElementById(id)
  return area instanceof HTMLTextAreaElement ? area.value.slice(area.selectionStart, area.selectionEnd) : ''
}
