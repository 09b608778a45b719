import { Alert, App, Button, Drawer, Input, Space, Table, Tag, Upload } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importExperts } from '@/api/endpoints/experts/experts'
import type { ExpertImportOut } from '@/api/models'
import { ProblemAlert } from '@/shared/ui/Problem'
import { saveCsv } from '@/shared/lib/save'
import { COLUMNS, parse } from './table'

/** Import from a spreadsheet: checked first, every wrong cell named, then all rows or none. */
export function ImportExperts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [result, setResult] = useState<ExpertImportOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { rows, unknown } = parse(text)
  const change = (next: string) => {
    setText(next)
    setResult(null)
    setError(null)
  }
  const run = async (dry_run: boolean) => {
    setBusy(true)
    setError(null)
    try {
      const done = await importExperts({ rows, dry_run })
      setResult(done)
      if (!dry_run) {
        await queries.invalidateQueries()
        void message.success(`${t('experts.imported')}：${t('experts.result', { ...done })}`)
        onClose()
      }
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const template = () => saveCsv('experts.csv', `${Object.values(COLUMNS).map(([word]) => word).join(',')}\r\n`)
  const ready = result !== null && result.dry_run && result.errors.length === 0
  return (
    <Drawer
      open
      size="large"
      title={t('experts.importTitle')}
      onClose={onClose}
      extra={
        <Space>
          <Button disabled={rows.length === 0} loading={busy && !ready} onClick={() => void run(true)}>{t('experts.check')}</Button>
          <Button type="primary" disabled={!ready} loading={busy && ready} onClick={() => void run(false)}>{t('experts.run')}</Button>
        </Space>
      }
    >
      <p>{t('experts.importHint')}</p>
      <p>{Object.entries(COLUMNS).map(([key, [word]]) => <Tag key={key}>{word}</Tag>)}</p>
      <Space wrap style={{ marginBottom: 12 }}>
        <Upload accept=".csv,text/csv,text/plain" showUploadList={false} beforeUpload={(file) => { void file.text().then(change); return false }}>
          <Button>{t('experts.file')}</Button>
        </Upload>
        <Button onClick={template}>{t('experts.template')}</Button>
        <span className="muted">{t('experts.rows', { count: rows.length })}</span>
      </Space>
      <Input.TextArea aria-label={t('experts.paste')} placeholder={t('experts.paste')} rows={10} value={text} onChange={(event) => change(event.target.value)} />
      {unknown.length > 0 && <Alert type="warning" showIcon style={{ marginTop: 12 }} title={t('experts.unknownColumns', { columns: unknown.join('、') })} />}
      {error !== null && <ProblemAlert error={error} />}
      {result && (
        <div aria-live="polite" style={{ marginTop: 16 }}>
          {result.errors.length === 0 ? (
            <Alert type="success" showIcon title={t('experts.clean')} description={t('experts.result', { ...result })} />
          ) : (
            <>
              <Alert type="error" showIcon title={t('experts.faults', { count: result.errors.length })} style={{ marginBottom: 12 }} />
              <Table
                rowKey={(one) => `${one.row}-${one.column}-${one.code}`}
                size="small"
                pagination={{ pageSize: 50, hideOnSinglePage: true }}
                dataSource={result.errors}
                columns={[
                  { title: t('experts.row'), width: 70, render: (_, one) => one.row },
                  { title: t('experts.column'), width: 160, render: (_, one) => (one.column in COLUMNS ? t(`column.${one.column}`) : one.column) },
                  { title: t('experts.problem'), render: (_, one) => <>{one.message}<span className="muted block">{one.next}</span></> },
                ]}
              />
            </>
          )}
        </div>
      )}
    </Drawer>
  )
}
