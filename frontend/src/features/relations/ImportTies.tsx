import { Alert, App, Button, Drawer, Form, Input, Space, Table, Upload } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getTieTemplateUrl, importTieSheet } from '@/api/endpoints/relations/relations'
import type { TieImportOut } from '@/api/models'
import { saveFrom } from '@/shared/http/files'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Import from a spreadsheet: checked first, every wrong cell named, then all rows or none. */
export function ImportTies({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [source, setSource] = useState('')
  const [result, setResult] = useState<TieImportOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const ready = result !== null && result.errors.length === 0
  const run = async (dry_run: boolean) => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      const done = await importTieSheet(file, { filename: file.name, source: source.trim(), dry_run })
      setResult(done)
      if (!dry_run) {
        await queries.invalidateQueries()
        void message.success(`${t('relations.imported')}：${t('relations.result', { ...done })}`)
        onClose()
      }
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer
      open
      size="large"
      title={t('relations.importTitle')}
      onClose={onClose}
      extra={
        <Space>
          <Button disabled={!file || !source.trim()} loading={busy && !ready} onClick={() => void run(true)}>{t('relations.check')}</Button>
          <Button type="primary" disabled={!ready} loading={busy && ready} onClick={() => void run(false)}>{t('relations.run')}</Button>
        </Space>
      }
    >
      <p>{t('relations.importHint')}</p>
      <Space wrap style={{ marginBottom: 12 }}>
        <Upload accept=".xlsx,.xls,.csv" showUploadList={false} beforeUpload={(next) => { setFile(next); setResult(null); setError(null); return false }}>
          <Button>{t('relations.file')}</Button>
        </Upload>
        <Button onClick={() => void saveFrom(getTieTemplateUrl()).catch(setError)}>{t('relations.template')}</Button>
        {file && <span className="muted">{t('relations.chosenFile', { name: file.name })}</span>}
      </Space>
      <Form layout="vertical">
        <Form.Item label={t('relations.importSource')} htmlFor="tie-source">
          <Input id="tie-source" maxLength={200} value={source} onChange={(event) => { setSource(event.target.value); setResult(null) }} />
        </Form.Item>
      </Form>
      {error !== null && <ProblemAlert error={error} />}
      {result && (
        <div aria-live="polite">
          {ready ? (
            <Alert type="success" showIcon title={t('relations.clean')} description={t('relations.result', { ...result })} />
          ) : (
            <>
              <Alert type="error" showIcon title={t('relations.faults', { count: result.errors.length })} style={{ marginBottom: 12 }} />
              <Table
                rowKey={(one) => `${one.cell}-${one.code}`}
                size="small"
                scroll={{ x: 'max-content' }}
                pagination={{ pageSize: 50, hideOnSinglePage: true }}
                dataSource={result.errors}
                columns={[
                  { key: 'cell', title: t('relations.cell'), dataIndex: 'cell' },
                  { key: 'column', title: t('relations.column'), dataIndex: 'column' },
                  { key: 'message', title: t('relations.fault'), dataIndex: 'message' },
                  { key: 'next', title: t('relations.fix'), dataIndex: 'next' },
                ]}
              />
            </>
          )}
        </div>
      )}
    </Drawer>
  )
}
