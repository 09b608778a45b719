import { Alert, Button, Card, Descriptions, Progress, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getListArchivesQueryKey, makeArchive, openArchive, useListArchives } from '@/api/endpoints/archive/archive'
import { useReadEdition } from '@/api/endpoints/editions/editions'
import type { ArchiveOut, EditionOut, ObstacleOut, RetentionRuleOut, ShelfOut } from '@/api/models'
import { size } from '@/shared/lib/size'
import { date, dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { EditionShell } from '@/shared/ui/EditionShell'
import { Loaded } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'
import './archive.css'

const LOOK_AGAIN = 2000
const COLOURS = { kept: 'blue', removed: 'default', sealed: 'gold', elsewhere: 'purple' } as const

/** 归档: what an edition's archive holds, by which plan it is made, how far it is, and the archive itself. */
export default function ArchivePage() {
  const { editionId = '' } = useParams({ strict: false }) as { editionId?: string }
  return <EditionShell<EditionOut> query={useReadEdition(editionId)}>{(edition, base) => <Shelf editionId={edition.id} role={base.split('/')[1] ?? ''} />}</EditionShell>
}

const running = (archive: ArchiveOut) => archive.state === 'waiting' || archive.state === 'making'

function Shelf({ editionId, role }: { editionId: string; role: string }) {
  const shelf = useListArchives(editionId, { query: { refetchInterval: ({ state }) => (state.data?.archives.some(running) ? LOOK_AGAIN : false) } })
  return (
    <Loaded query={shelf}>
      {(found) => (
        <div className="stack">
          <Making shelf={found} />
          {found.archives.map((archive) => <One key={archive.id} archive={archive} shelf={found} role={role} />)}
          <Plan rules={found.plan} />
        </div>
      )}
    </Loaded>
  )
}

/** What an archive holds, and the button that has one made; where it cannot be made, why and what to do. */
function Making({ shelf }: { shelf: ShelfOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const mayNever = shelf.obstacle?.code === 'wrong-role'
  const make = async () => {
    setBusy(true)
    setError(null)
    try {
      await makeArchive(shelf.edition_id)
    } catch (caught) {
      setError(caught)
    } finally {
      await queries.invalidateQueries({ queryKey: getListArchivesQueryKey(shelf.edition_id) })
      setBusy(false)
    }
  }
  return (
    <Card
      title={<>{t('archive.title')} <ArticleTag row="26" /></>}
      extra={!mayNever && <Button type="primary" loading={busy} disabled={shelf.obstacle !== null} onClick={() => void make()}>{t('archive.make')}</Button>}
    >
      <p className="prose">{t('archive.intro', { years: shelf.lock_years })}</p>
      <p className="muted">{t('archive.amount', { files: shelf.files, size: size(shelf.bytes) })}</p>
      {error !== null && <ProblemAlert error={error} />}
      {shelf.obstacle && !mayNever && shelf.obstacle.code !== 'archive-running' && <Obstacle obstacle={shelf.obstacle} type="warning" />}
    </Card>
  )
}

function Obstacle({ obstacle, type, more }: { obstacle: ObstacleOut; type: 'warning' | 'error' | 'info'; more?: React.ReactNode }) {
  return (
    <Alert
      type={type}
      showIcon
      title={<><ArticleTag article={obstacle.article} /> {obstacle.message}</>}
      description={<>{obstacle.next}{obstacle.findings.length > 0 && <Findings findings={obstacle.findings} />}{more}</>}
    />
  )
}

function One({ archive, shelf, role }: { archive: ArchiveOut; shelf: ShelfOut; role: string }) {
  const { t } = useTranslation()
  return (
    <Card title={<span className="archive-text">{t('archive.of', { time: dateTime(archive.created_at) })} <State archive={archive} /></span>}>
      {running(archive) && <HowFar archive={archive} />}
      {archive.failure && <Obstacle obstacle={archive.failure} type="error" />}
      {archive.state === 'done' && (
        <div className="stack">
          {shelf.no_download && shelf.no_download.code !== 'wrong-role' && (
            <Obstacle
              obstacle={shelf.no_download}
              type="info"
              more={shelf.no_download.code === 'undertaking-missing' && <div><Link to={`/${role}/undertaking/${shelf.edition_id}` as string}>{t('archive.sign')}</Link></div>}
            />
          )}
          <Descriptions
            column={1}
            size="small"
            items={[
              { key: 'asked', label: t('archive.askedBy'), children: archive.asked_by },
              { key: 'finished', label: t('archive.finished'), children: dateTime(archive.finished_at ?? archive.created_at) },
              { key: 'size', label: t('archive.size'), children: t('archive.sizeOf', { files: archive.files ?? 0, size: size(archive.size ?? 0) }) },
              { key: 'log', label: t('archive.log'), children: t('archive.logOf', { count: archive.log_size ?? 0 }) },
              { key: 'until', label: t('archive.until'), children: date(archive.retain_until) },
              { key: 'sha256', label: t('archive.sha256'), children: <code className="archive-digest">{archive.sha256}</code> },
              { key: 'bag', label: t('archive.bag'), children: <code className="archive-digest">{archive.bag_sha256}</code> },
            ]}
          />
          <p className="muted">{t('archive.check')} <code className="archive-digest">python -m quality_award.cli verify-archive FILE.tar --key KEY.txt</code></p>
          {shelf.no_download?.code !== 'wrong-role' && <Download archive={archive} disabled={shelf.no_download !== null} />}
        </div>
      )}
    </Card>
  )
}

function State({ archive }: { archive: ArchiveOut }) {
  const { t } = useTranslation()
  const colour = { waiting: 'processing', making: 'processing', done: 'success', failed: 'error' }[archive.state] ?? 'default'
  return <Tag color={colour}>{t(`archive.state.${archive.state}`)}</Tag>
}

function HowFar({ archive }: { archive: ArchiveOut }) {
  const { t } = useTranslation()
  const percent = archive.bytes_all ? Math.floor((100 * archive.bytes_done) / archive.bytes_all) : 0
  return (
    <div role="status">
      <p>{archive.phase ? t(`archive.phase.${archive.phase}`) : t('archive.state.waiting')}</p>
      {archive.files_all > 0 && (
        <>
          <Progress percent={percent} status="active" aria-label={t('archive.progress')} />
          <p className="muted">{t('archive.done', { done: archive.files_done, all: archive.files_all, size: size(archive.bytes_done), whole: size(archive.bytes_all) })}</p>
        </>
      )}
    </div>
  )
}

/** The browser fetches the file itself, by a cookie of five minutes: an archive of gigabytes never lies in the page's memory. */
function Download({ archive, disabled }: { archive: ArchiveOut; disabled: boolean }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const take = async () => {
    setBusy(true)
    setError(null)
    try {
      const opened = await openArchive(archive.id)
      const link = document.createElement('a')
      link.href = opened.url
      link.download = opened.filename
      link.click()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Space orientation="vertical">
      <Button type="primary" ghost loading={busy} disabled={disabled} onClick={() => void take()}>{t('archive.download', { size: size(archive.size ?? 0) })}</Button>
      {error !== null && <ProblemAlert error={error} />}
    </Space>
  )
}

function Plan({ rules }: { rules: RetentionRuleOut[] }) {
  const { t } = useTranslation()
  const columns: Column<RetentionRuleOut>[] = [
    { key: 'title', title: t('archive.class'), render: (rule) => <span className="archive-text">{rule.title}<span className="muted block">{rule.ground}</span></span> },
    { key: 'action', title: t('archive.action'), width: 150, render: (rule) => <Tag color={COLOURS[rule.action]}>{t(`archive.action.${rule.action}`)}</Tag> },
    { key: 'years', title: t('archive.years'), width: 110, render: (rule) => (rule.years ? t('archive.yearsOf', { count: rule.years }) : '—') },
    { key: 'article', title: t('archive.article'), width: 150, render: (rule) => <ArticleTag article={rule.article} /> },
  ]
  return (
    <Card title={<>{t('archive.plan')} <Tag>{t('archive.local')}</Tag></>}>
      <p className="muted prose">{t('archive.planHint')}</p>
      <DataTable label={t('archive.plan')} rows={rules} columns={columns} rowKey={(rule) => rule.key} empty="" />
    </Card>
  )
}
