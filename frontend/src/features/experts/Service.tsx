import { Card, Descriptions, Statistic, Tag, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CalibrationOut, ExpertRecordOut, ServiceOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Digest } from './Imports'
import { COLOUR } from './Sanction'

/** What the expert did, edition by edition, and how soon sheets were handed in beside everybody's median. */
export function ServiceCard({ rows }: { rows: ServiceOut[] }) {
  const { t } = useTranslation()
  const hours = (value: number | null) => (value === null ? '—' : t('experts.days', { count: Math.round((value / 24) * 10) / 10 }))
  const columns: Column<ServiceOut>[] = [
    { key: 'edition', title: t('experts.edition'), render: (one) => one.title },
    { key: 'seats', title: t('experts.seats'), render: (one) => <>{one.seats}{one.led > 0 && <Tag color="blue" style={{ marginInlineStart: 8 }}>{t('experts.led', { count: one.led })}</Tag>}{one.released > 0 && <span className="muted block">{t('experts.released', { count: one.released })}</span>}</> },
    { key: 'sheets', title: t('experts.sheets'), render: (one) => <>{t('experts.handedIn', { count: one.handed_in })}{one.left_open > 0 && <span className="muted block">{t('experts.leftOpen', { count: one.left_open })}</span>}</> },
    { key: 'hours', title: t('experts.punctuality'), render: (one) => <>{hours(one.median_hours)}<span className="muted block">{t('experts.ofAll', { value: hours(one.median_hours_of_all) })}</span></> },
  ]
  return (
    <Card title={t('experts.service')}>
      <p className="muted">{t('experts.serviceHint')}</p>
      <DataTable label={t('experts.service')} rows={rows} columns={columns} rowKey={(one) => one.edition_id} empty={t('experts.noService')} />
    </Card>
  )
}

/** How the expert marks beside the team's others, drawn around zero; only of closed editions. */
export function CalibrationCard({ rows }: { rows: CalibrationOut[] }) {
  const { t } = useTranslation()
  const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(1)}`
  return (
    <Card title={t('experts.calibration')}>
      <p className="muted">{t('experts.calibrationHint')}</p>
      {rows.length === 0 && <p className="muted">{t('experts.noCalibration')}</p>}
      {rows.map((one) => (
        <div key={one.stage} style={{ marginBottom: 12 }}>
          <strong>{t(`experts.stage.${one.stage}`)}</strong>{' '}
          {t('experts.calibrated', { difference: signed(one.difference), spread: one.spread.toFixed(1), count: one.items })}
          <svg viewBox="-30 -6 60 12" width="100%" height="28" role="img" aria-label={t('experts.calibrated', { difference: signed(one.difference), spread: one.spread.toFixed(1), count: one.items })} preserveAspectRatio="none">
            <line x1={-30} x2={30} y1={0} y2={0} stroke="#c9d3e3" strokeWidth={0.5} />
            <line x1={0} x2={0} y1={-5} y2={5} stroke="#595959" strokeWidth={0.3} />
            <line x1={Math.max(-30, one.difference - one.spread)} x2={Math.min(30, one.difference + one.spread)} y1={0} y2={0} stroke="#91caff" strokeWidth={4} />
            <line x1={one.difference} x2={one.difference} y1={-4} y2={4} stroke="#0958d9" strokeWidth={0.8} />
          </svg>
        </div>
      ))}
    </Card>
  )
}

/** Means of what visited organisations said of the expert's teams (Art. 31). */
export function RatingsCard({ ratings }: { ratings: NonNullable<ExpertRecordOut['ratings']> }) {
  const { t } = useTranslation()
  return (
    <Card title={<>{t('experts.ratings')} <ArticleTag row="31" /></>}>
      <p className="muted">{t('experts.ratingsHint', { count: ratings.count })}</p>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 32 }}>
        {(['quality', 'discipline', 'conduct'] as const).map((key) => <Statistic key={key} title={t(`experts.rating.${key}`)} value={ratings[key]} precision={2} suffix="/ 5" />)}
      </div>
    </Card>
  )
}

/** Measures under Art. 29, the newest first. */
export function MeasuresCard({ record }: { record: ExpertRecordOut }) {
  const { t } = useTranslation()
  return (
    <Card title={<>{t('experts.measures')} <ArticleTag row="29" /></>}>
      {record.measures.length === 0 ? <p className="muted">{t('experts.noMeasures')}</p> : (
        <Timeline
          items={record.measures.map((one) => ({
            color: one.status === 'corrected' ? 'orange' : 'red',
            content: <><Tag color={COLOUR[(one.status ?? 'active') as keyof typeof COLOUR]}>{t(`expertStatus.${one.status}`)}</Tag> {one.reason}<span className="muted block">{dateTime(one.at)} · {one.by}</span></>,
          }))}
        />
      )}
    </Card>
  )
}

/** Who they are and where the row came from. */
export function IdentityCard({ record }: { record: ExpertRecordOut }) {
  const { t } = useTranslation()
  const { expert, origin } = record
  return (
    <Card title={t('experts.identity')}>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'pool', label: t('experts.pool'), children: expert.pool_number ?? t('experts.offPool', { reason: expert.off_pool_reason }) },
          { key: 'employer', label: t('experts.employer'), children: <>{expert.employer} · {expert.title}</> },
          { key: 'uscc', label: t('column.employer_uscc'), children: expert.employer_uscc ?? '—' },
          { key: 'leader', label: t('experts.leader'), children: t(expert.leader_qualified ? 'common.yes' : 'common.no') },
          { key: 'categories', label: t('experts.categories'), children: expert.categories.join('、') || '—' },
          { key: 'divisions', label: t('experts.divisions'), children: expert.divisions.join('、') || '—' },
          { key: 'proofs', label: t('experts.proofs'), children: <>{t(expert.has_identity ? 'experts.hasIdentity' : 'experts.noIdentity')}{' '}{t(expert.has_phone ? 'experts.hasPhone' : 'experts.noPhone')}</> },
          { key: 'login', label: t('experts.login'), children: t(expert.has_login ? 'experts.hasLogin' : 'experts.noLogin') },
          { key: 'origin', label: t('experts.provenance'), children: <div>{expert.provenance}{origin && <span className="muted block">{origin.file_name ?? t('experts.byApi')} · {origin.imported_by} · {dateTime(origin.created_at)}<Digest sha256={origin.sha256} /></span>}</div> },
        ]}
      />
    </Card>
  )
}
