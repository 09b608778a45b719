import { Alert, App, Button, Card, Checkbox, InputNumber, Progress, Radio, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmSetting, getReadEditionQueryKey, useReadEdition } from '@/api/endpoints/editions/editions'
import type { EditionOut, SettingOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { ProblemAlert } from '@/shared/ui/Problem'
import { EditionFrame } from './EditionFrame'

type Value = string | number | boolean

/** What the measures leave open, one by one: default, ground, confirm or change (open points). */
export default function PointsPage() {
  return <EditionFrame>{({ edition }) => <Points edition={edition} />}</EditionFrame>
}

function Points({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const [onlyOpen, setOnlyOpen] = useState(false)
  const done = edition.settings.filter((one) => one.confirmed).length
  const weights = edition.settings.filter((one) => one.key.endsWith('_weight'))
  const sum = weights.reduce((all, one) => all + Number(one.value ?? 0), 0)
  const shown = edition.settings.filter((one) => !onlyOpen || !one.confirmed)
  return (
    <>
      <Card>
        <p>{t('points.intro')}</p>
        <Progress percent={Math.round((done / edition.settings.length) * 100)} format={() => ''} aria-label={t('points.progress', { done, all: edition.settings.length })} />
        <Space wrap>
          <strong>{t('points.progress', { done, all: edition.settings.length })}</strong>
          <Checkbox checked={onlyOpen} onChange={(event) => setOnlyOpen(event.target.checked)}>{t('points.filter')}</Checkbox>
        </Space>
        {!edition.may_edit_plan && edition.state !== 'draft' && <p className="muted">{t('points.locked')}</p>}
      </Card>
      {weights.every((one) => one.value !== null) && Math.abs(sum - 100) > 1e-9 && (
        <Alert type="warning" showIcon title={t('points.weightsSum', { sum })} style={{ marginBottom: 20 }} />
      )}
      <div className="grid">
        {shown.map((point) => (
          <Point key={point.key} edition={edition} point={point} />
        ))}
      </div>
    </>
  )
}

function Point({ edition, point }: { edition: EditionOut; point: SettingOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { refetch } = useReadEdition(edition.id)
  const [value, setValue] = useState<Value | null>(point.value)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const changed = value !== point.value
  const confirm = async () => {
    if (value === null) return
    setBusy(true)
    setError(null)
    try {
      const saved = await confirmSetting(edition.id, point.key, { value }, { headers: ifMatch(edition.version) })
      queries.setQueryData(getReadEditionQueryKey(edition.id), saved)
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      size="small"
      title={<span style={{ whiteSpace: 'normal' }}>{point.number !== null && `${point.number}. `}{point.title}</span>}
      extra={<Tag color={point.confirmed ? 'success' : 'warning'}>{t(point.confirmed ? 'points.confirmed' : 'points.unconfirmed')}</Tag>}
    >
      {error !== null && <ProblemAlert error={error} onRetry={() => { setError(null); void refetch() }} />}
      <p className="muted"><ArticleTag article={point.article} /> {t('points.ground')}：{point.ground}</p>
      <Control point={point} value={value} onChange={setValue} disabled={!edition.may_edit_plan} />
      <p className="muted">{point.options.length === 0 && (point.default ? t('points.default', { value: shownDefault(point, t) }) : t('points.noDefault'))}</p>
      {point.confirmed_by && <p className="muted">{t('points.confirmedBy', { name: point.confirmed_by, time: dateTime(point.confirmed_at) })}</p>}
      {edition.may_edit_plan && (
        <Button type={point.confirmed && !changed ? 'default' : 'primary'} disabled={value === null || (point.confirmed && !changed)} loading={busy} onClick={() => void confirm()}>
          {t(point.confirmed && changed ? 'points.change' : 'points.confirm')}
        </Button>
      )}
    </Card>
  )
}

const shownDefault = (point: SettingOut, t: (key: string) => string) =>
  point.type === 'boolean' ? t(point.default === 'True' ? 'common.yes' : 'common.no') : point.default

const FRACTIONS: [string, number][] = [['1/2', 1 / 2], ['3/5', 3 / 5], ['2/3', 2 / 3], ['3/4', 3 / 4], ['4/5', 4 / 5], ['1', 1]]

function Control({ point, value, onChange, disabled }: { point: SettingOut; value: Value | null; onChange: (value: Value | null) => void; disabled: boolean }) {
  const { t } = useTranslation()
  const label = point.title
  if (point.type === 'choice' && point.options.length === 1) {
    return <p>{point.options[0]!.label} {!disabled && <span className="muted">（{t('points.only')}）</span>}</p>
  }
  if (point.type === 'choice') {
    return <Select aria-label={label} style={{ width: '100%' }} disabled={disabled} value={value as string} options={point.options} onChange={onChange} />
  }
  if (point.type === 'boolean') {
    return (
      <Radio.Group aria-label={label} disabled={disabled} value={value} onChange={(event) => onChange(event.target.value as boolean)}>
        <Radio value={true}>{t('common.yes')}</Radio>
        <Radio value={false}>{t('common.no')}</Radio>
      </Radio.Group>
    )
  }
  if (point.type === 'fraction') {
    const fits = FRACTIONS.filter(([, one]) => one >= (point.min ?? 0) - 1e-9 && one <= (point.max ?? 1) + 1e-9)
    const known = fits.find(([, one]) => Math.abs(one - Number(value)) < 1e-6)
    return (
      <Select
        aria-label={label}
        style={{ width: 160 }}
        disabled={disabled}
        value={known ? known[0] : String(value ?? '')}
        options={fits.map(([text]) => ({ value: text, label: text }))}
        onChange={(text: string) => onChange(FRACTIONS.find(([one]) => one === text)?.[1] ?? null)}
      />
    )
  }
  return (
    <InputNumber
      aria-label={label}
      style={{ width: 200 }}
      disabled={disabled}
      value={value as number | null}
      {...(point.min !== null ? { min: point.min } : {})}
      {...(point.max !== null ? { max: point.max } : {})}
      {...(point.type === 'integer' ? { precision: 0 } : {})}
      placeholder={t('points.range', { min: point.min, max: point.max })}
      onChange={(next) => onChange(next)}
    />
  )
}
