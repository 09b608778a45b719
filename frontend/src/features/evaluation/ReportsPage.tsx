import { Alert, App, Button, Card, Descriptions, Input, Modal, Space, Tabs, Tag, Tooltip } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { submitReport, useListReports } from '@/api/endpoints/evaluation/evaluation'
import type { EditionOut, ReportOut } from '@/api/models'
import { openPdf } from '@/shared/http/files'
import { score } from '@/shared/lib/money'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { EvaluationFrame } from './EvaluationFrame'

/** The five named reports of Art. 17: written here, their numbers taken from the record. */
export default function ReportsPage() {
  return <EvaluationFrame>{(edition) => <Reports edition={edition} />}</EvaluationFrame>
}

function Reports({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const reports = useListReports(edition.id)
  const [open, setOpen] = useState<string>()
  return (
    <Loaded query={reports}>
      {(rows) => (
        <Tabs
          activeKey={open ?? rows.find((one) => one.editable)?.kind ?? rows.filter((one) => one.text).at(-1)?.kind ?? rows[0]!.kind}
          onChange={setOpen}
          items={rows.map((report) => ({
            key: report.kind,
            label: <Space size={4}>{t(`report.${report.kind}`)}<Status report={report} /></Space>,
            children: <Report key={report.kind} edition={edition} report={report} />,
          }))}
        />
      )}
    </Loaded>
  )
}

function Status({ report }: { report: ReportOut }) {
  const { t } = useTranslation()
  if (report.stale) return <Tag color="warning">{t('reports.stale')}</Tag>
  if (report.text) return <Tag color="success">{t('reports.submitted')}</Tag>
  return <Tag color={report.editable ? 'processing' : 'default'}>{t(report.editable ? 'reports.missing' : 'reports.notYet')}</Tag>
}

function Report({ edition, report }: { edition: EditionOut; report: ReportOut }) {
  const { t } = useTranslation()
  const [writing, setWriting] = useState(report.editable && !report.text)
  if (writing && report.editable) return <Writer edition={edition} report={report} onDone={() => setWriting(false)} />
  return (
    <Card
      title={<>{t(`report.${report.kind}`)} <ArticleTag article={report.article} /></>}
      extra={
        <Space>
          {report.text && <Print path={`/api/v1/documents/editions/${edition.id}/reports/${report.kind}`} />}
          {report.editable && <Button type="primary" onClick={() => setWriting(true)}>{t(report.text ? 'reports.rewrite' : 'reports.write')}</Button>}
        </Space>
      }
    >
      {report.stale && <Alert type="warning" showIcon title={t('reports.staleHint')} style={{ marginBottom: 16 }} />}
      {report.text ? (
        <>
          <p className="muted">{t('reports.by', { name: report.submitted_by, time: dateTime(report.submitted_at) })}</p>
          <div className="prose">{report.text}</div>
          <Numbers order={Object.keys(report.live)} numbers={report.numbers ?? {}} />
          <p className="muted" style={{ overflowWrap: 'anywhere' }}>{t('reports.fingerprint')} {report.sha256}</p>
        </>
      ) : (
        <>
          <p className="muted">{t('reports.notYet')}</p>
          <Numbers order={Object.keys(report.live)} numbers={report.live} />
        </>
      )}
    </Card>
  )
}

function Print({ path }: { path: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const print = async () => {
    setBusy(true)
    try {
      await openPdf(path)
    } catch (error) {
      void message.error(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  return <Button loading={busy} onClick={() => void print()}>{t('reports.print')}</Button>
}

function Numbers({ order, numbers }: { order: string[]; numbers: Record<string, number | null> }) {
  const { t } = useTranslation()
  return (
    <Descriptions
      size="small"
      bordered
      style={{ marginTop: 16 }}
      column={{ xs: 1, sm: 2, lg: 4 }}
      items={order.filter((key) => key in numbers).map((key) => ({ key, label: t(`number.${key}`), children: score(numbers[key]) }))}
    />
  )
}

function Writer({ edition, report, onDone }: { edition: EditionOut; report: ReportOut; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const storage = `report-${edition.id}-${report.kind}`
  const [text, setText] = useState(() => localStorage.getItem(storage) ?? report.template)
  const [confirming, setConfirming] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const area = useRef<HTMLTextAreaElement | null>(null)
  const change = (next: string) => {
    setText(next)
    localStorage.setItem(storage, next)
  }
  const insert = (name: string) => {
    const field = area.current
    const at = field?.selectionStart ?? text.length
    const end = field?.selectionEnd ?? at
    change(`${text.slice(0, at)}{${name}}${text.slice(end)}`)
    field?.focus()
  }
  const submit = async () => {
    setBusy(true)
    setError(null)
    try {
      await submitReport(edition.id, { kind: report.kind, text })
      localStorage.removeItem(storage)
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      onDone()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
      setConfirming(false)
    }
  }
  const preview = text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => (name in report.live ? score(report.live[name]) : whole))
  return (
    <Card title={<>{t(`report.${report.kind}`)} <ArticleTag article={report.article} /></>}>
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
      <div className="grid">
        <div>
          <label htmlFor={`text-${report.kind}`}><strong>{t('reports.text')}</strong></label>
          <Input.TextArea
            id={`text-${report.kind}`}
            ref={(made) => { area.current = made?.resizableTextArea?.textArea ?? null }}
            value={text}
            maxLength={100_000}
            autoSize={{ minRows: 14, maxRows: 40 }}
            onChange={(event) => change(event.target.value)}
          />
          <p className="muted">{t('reports.draftKept')}</p>
          <strong>{t('reports.numbers')}</strong>
          <p className="muted">{t('reports.numbersHint')}</p>
          <Space wrap>
            {Object.entries(report.live).map(([name, value]) => (
              <Tooltip key={name} title={`{${name}}`}>
                <Button size="small" onClick={() => insert(name)}>{t(`number.${name}`)} {score(value)}</Button>
              </Tooltip>
            ))}
          </Space>
        </div>
        <div>
          <strong>{t('reports.preview')}</strong>
          <div className="prose" aria-live="polite">{preview}</div>
        </div>
      </div>
      <Space wrap style={{ marginTop: 20 }}>
        <Button type="primary" disabled={!text.trim()} onClick={() => setConfirming(true)}>{t('reports.submit')}</Button>
        <Button onClick={() => change(report.template)}>{t('reports.restart')}</Button>
        {report.text && <Button onClick={onDone}>{t('common.cancel')}</Button>}
      </Space>
      <Modal open={confirming} title={`${t('reports.submit')} · ${t(`report.${report.kind}`)}`} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} onOk={() => void submit()} onCancel={() => setConfirming(false)}>
        <p>{t('reports.confirm')}</p>
      </Modal>
    </Card>
  )
}
