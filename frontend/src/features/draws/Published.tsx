import { Alert, Button, Descriptions, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PublishedOut } from '@/api/models'
import { saveJson } from '@/shared/lib/save'
import { date, dateTime } from '@/shared/lib/time'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { StateTag } from '@/shared/ui/StateTag'
import { type Fault, faults, type Published as Lots, type Stratum, type Terms } from './lots'

/** A draw as anybody may read it, with a check that draws again in this browser and a file for the script. */
export function Published({ published, roster }: { published: PublishedOut; roster?: Record<string, unknown> }) {
  const { t } = useTranslation()
  const [found, setFound] = useState<Fault[] | null>(null)
  const terms = published.terms as unknown as Terms
  const lots = published as unknown as Lots
  const results = new Map(lots.result?.map((one) => [one.stratum, one]))
  const columns: Column<Stratum>[] = [
    { key: 'title', title: t('draws.stratum'), render: (one) => one.title },
    { key: 'pool', title: t('draws.pool'), width: 110, render: (one) => one.codes.length },
    { key: 'wanted', title: t('draws.wanted'), width: 130, render: (one) => `${one.wanted} + ${one.replacements}` },
    ...(published.result ? [
      { key: 'drawn', title: t('draws.drawn'), render: (one: Stratum) => results.get(one.key)?.drawn.join('、') },
      { key: 'replacements', title: t('draws.replacementsInOrder'), render: (one: Stratum) => results.get(one.key)?.replacements.join('、') || '—' },
    ] : []),
  ]
  const check = async () => setFound(await faults(lots))
  return (
    <>
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'purpose', label: t('draws.purpose'), children: <>{terms.purpose} <StateTag entity="draw" state={published.state} /></> },
          { key: 'edition', label: t('draws.edition'), children: terms.edition },
          { key: 'number', label: t('draws.number'), children: <>{terms.number.source} · {date(terms.number.on)}{published.revealed && <Tag color="blue" style={{ marginInlineStart: 8 }}>{published.revealed.public_number}</Tag>}</> },
          { key: 'committed', label: t('draws.committedAt'), children: dateTime(terms.committed_at) },
          { key: 'commitment', label: t('draws.commitment'), children: <code className="draw-hash">{published.commitment}</code> },
          ...(published.revealed ? [
            { key: 'revealed', label: t('draws.revealedAt'), children: dateTime(published.revealed.at) },
            { key: 'seed', label: t('draws.seed'), children: <code className="draw-hash">{published.revealed.seed}</code> },
          ] : []),
          ...(published.withdrawn ? [{ key: 'withdrawn', label: t('draws.withdrawn'), children: <>{dateTime(published.withdrawn.at)} · {published.withdrawn.because}</> }] : []),
        ]}
      />
      <DataTable label={t('draws.strata')} rows={terms.strata} columns={columns} rowKey={(one) => one.key} wrap />
      <Space wrap style={{ marginTop: 12 }}>
        <Button onClick={() => void check()}>{t(published.revealed ? 'draws.again' : 'draws.check')}</Button>
        <Button onClick={() => saveJson(`draw-${published.commitment.slice(0, 8)}.json`, { ...published, ...(roster ? { roster } : {}) })}>{t(roster ? 'draws.fileNamed' : 'draws.file')}</Button>
      </Space>
      <div aria-live="polite">
        {found && (found.length === 0
          ? <Alert type="success" showIcon style={{ marginTop: 12 }} title={t(published.revealed ? 'draws.fits' : 'draws.fitsSoFar')} />
          : <Alert type="error" showIcon style={{ marginTop: 12 }} title={t('draws.differs')} description={found.map((one) => t(`draws.fault.${one}`)).join('；')} />)}
      </div>
    </>
  )
}
