import { Alert, Button, Collapse, Grid, Input, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BandOut, CriteriaItemOut, CriteriaOut, ItemScoreOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { ScoreStepper } from '@/shared/ui/ScoreStepper'
import type { Draft } from './drafts'

interface Props {
  item: CriteriaItemOut
  row: ItemScoreOut
  draft: Draft
  criteria: CriteriaOut
  number: number
  count: number
  readOnly: boolean
  onChange: (draft: Draft) => void
}

/** One item to score: what it asks, the percent with the words of its band, strengths and improvements. */
export function ItemCard({ item, row, draft, criteria, number, count, readOnly, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const zh = i18n.language.startsWith('zh')
  const wide = Grid.useBreakpoint().lg !== false
  const name = zh ? item.name_zh : item.name_en
  const bands = criteria.bands.filter((band) => band.kind === item.kind)
  const band = draft.percent === null ? undefined : bands.find((one) => one.low <= draft.percent! && draft.percent! <= one.high)
  const before = row.document_percent
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  return (
    <div className="scoring-item">
      <div className="muted">{t('scoring.itemOf', { number, count })}</div>
      <Typography.Title level={2}>{item.code} {name} <span className="muted">{t('scoring.points', { points: item.points })}</span></Typography.Title>
      <p className="muted">{zh ? item.asks_zh : item.asks_en}</p>
      {row.team_percent !== null && (
        <Alert
          type="info"
          title={before === null ? t('scoring.beforeTeam', { team: row.team_percent }) : t('scoring.before', { own: before, team: row.team_percent })}
          action={
            before !== null && !readOnly && draft.percent === null ? (
              <Button size="small" onClick={() => onChange({ percent: before, strengths: draft.strengths || row.document_strengths, improvements: draft.improvements || row.document_improvements })}>
                {t('scoring.takeOver')}
              </Button>
            ) : undefined
          }
        />
      )}
      <div className="scoring-percent">
        <ScoreStepper label={`${item.code} ${t('scoring.percent')}`} value={draft.percent} disabled={readOnly} onChange={(percent) => set({ percent })} band={band ? `${band.low}–${band.high}%` : t('scoring.notScored')} />
        {draft.percent !== null && <strong>{t('scoring.itemScore', { score: score((item.points * draft.percent) / 100) })}</strong>}
      </div>
      {band && wide && <Guide band={band} zh={zh} />}
      <label className="scoring-field">
        <span>{t('scoring.strengths')}</span>
        <Input.TextArea value={draft.strengths} readOnly={readOnly} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} onChange={(event) => set({ strengths: event.target.value })} />
      </label>
      <label className="scoring-field">
        <span>{t('scoring.improvements')}</span>
        <Input.TextArea value={draft.improvements} readOnly={readOnly} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} onChange={(event) => set({ improvements: event.target.value })} />
      </label>
      {draft.percent === null && (draft.strengths || draft.improvements) && <p className="muted" role="status">{t('scoring.percentFirst')}</p>}
      <Collapse
        size="small"
        style={{ marginTop: 16 }}
        items={[{ key: 'bands', label: t('scoring.bands'), children: bands.map((one) => <section key={one.low}><strong>{one.low}–{one.high}%</strong><Guide band={one} zh={zh} /></section>) }]}
      />
    </div>
  )
}

function Guide({ band, zh }: { band: BandOut; zh: boolean }) {
  return (
    <dl className="scoring-guide muted">
      {band.factors.map((factor) => (
        <div key={factor.code}>
          <dt>{zh ? factor.name_zh : factor.name_en}</dt>
          <dd>{zh ? factor.statement_zh : factor.statement_en}</dd>
        </div>
      ))}
    </dl>
  )
}
