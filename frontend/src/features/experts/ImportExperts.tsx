import { Alert, App, Button, Drawer, Form, Input, Space, Table, Upload } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getExpertTemplateUrl, importExpertSheet } from '@/api/endpoints/experts/experts'
import type { CellErrorOut, ExpertImportOut } from '@/api/models'
import { saveFrom } from '@/shared/http/files'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Import of a sheet: checked first, every wrong cell named as the sheet names it, then all rows or none. */
export function ImportExperts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [provenance, setProvenance] = useState('')
  const [result, setResult] = useState<ExpertImportOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const run = async (given: File, from: string, dry_run: boolean) => {
    setBusy(true)
    setError(null)
    try {
      const done = await importExpertSheet(given, { file_name: given.name, dry_run, ...(from.trim() ? { provenance: from.trim() } : {}) })
      setResult(done)
      if (!dry_run) {
        await queries.invalidateQueries()
        void message.success(`${t('experts.imported')}：${t('experts.result', { ...done })}`)
        onClose()
      }
    } catch (caught) {
      setResult(null)
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const take = (given: File) => {
    setFile(given)
    setResult(null)
    void run(given, provenance, true)
    return false
  }
  const ready = file !== null && result !== null && result.error_count === 0 && result.rows > 0
  return (
    <Drawer
      open
      size="large"
      title={<>{t('experts.importTitle')} <ArticleTag row="10" /></>}
      onClose={onClose}
      extra={
        <Space>
          <Button disabled={!file} loading={busy && !ready} onClick={() => file && void run(file, provenance, true)}>{t('experts.check')}</Button>
          <Button type="primary" disabled={!ready} loading={busy && ready} onClick={() => file && void run(file, provenance, false)}>{t('experts.run')}</Button>
        </Space>
      }
    >
      <p>{t('experts.importHint')}</p>
      <Form layout="vertical">
        <Form.Item label={t('experts.provenance')} htmlFor="provenance" extra={t('experts.provenanceHint')}>
          <Input id="provenance" maxLength={200} value={provenance} onChange={(event) => { setProvenance(event.target.value); setResult(null) }} />
        </Form.Item>
      </Form>
      <Space wrap style={{ marginBottom: 12 }}>
        <Upload accept=".xlsx,.xls,.csv" showUploadList={false} beforeUpload={take}>
          <Button>{t('experts.file')}</Button>
        </Upload>
        <Button onClick={() => void saveFrom(getExpertTemplateUrl()).catch(setError)}>{t('experts.template')}</Button>
        {file && <span className="muted">{file.name}{result && ` · ${result.sheet} · ${t('experts.rows', { count: result.rows })}`}</span>}
      </Space>
      {error !== null && <ProblemAlert error={error} />}
      {result && (
        <div aria-live="polite" style={{ marginTop: 16 }}>
          {result.error_count === 0 ? (
            <Alert type="success" showIcon title={t('experts.clean')} description={t('experts.result', { ...result })} />
          ) : (
            <>
              <Alert type="error" showIcon title={t('experts.faults', { count: result.error_count })} {...(result.errors.length < result.error_count ? { description: t('experts.faultsCut', { count: result.errors.length }) } : {})} style={{ marginBottom: 12 }} />
              <Cells cells={result.errors} />
            </>
          )}
          {result.warnings.length > 0 && (
            <>
              <Alert type="warning" showIcon title={t('experts.warnings', { count: result.warnings.length })} style={{ margin: '16px 0 12px' }} />
              <Cells cells={result.warnings} />
            </>
          )}
        </div>
      )}
    </Drawer>
  )
}

function Cells({ cells }: { cells: CellErrorOut[] }) {
  const { t, i18n } = useTranslation()
  const column = (one: CellErrorOut) => (i18n.exists(`column.${one.column}`) ? t(`column.${one.column}`) : one.column)
  return (
    <Table
      rowKey={(one) => `${one.cell}-${one.row}-${one.column}-${one.code}`}
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      dataSource={cells}
      columns={[
        { title: t('experts.cell'), width: 150, render: (_, one) => <code>{one.cell ?? t('experts.cellOf', { row: one.row })}</code> },
        { title: t('experts.column'), width: 140, render: (_, one) => column(one) },
        { title: t('experts.problem'), render: (_, one) => <>{one.message}<span className="muted block">{one.next}</span></> },
      ]}
    />
  )
}
