import { Empty, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListEvidence, useReadEvidenceMatrix } from '@/api/endpoints/evidence/evidence'
import type { EvidenceOut, MatrixFileOut, MatrixRowOut } from '@/api/models'
import { size } from '@/shared/lib/size'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { FileLink } from './FileLink'
import { type Only, rowsOf } from './matrix'
import './evidence.css'

/** 材料对照表: what is asked for × what is there, with what is missing, unscanned, unread; each file and each cited page a jump (Art. 16, 33). */
export function Files({ applicationId, item = null }: { applicationId: string; item?: string | null }) {
  const { t } = useTranslation()
  const [only, setOnly] = useState<Only>('all')
  const matrix = useReadEvidenceMatrix(applicationId)
  const list = useListEvidence(applicationId)
  const columns: Column<MatrixRowOut>[] = [
    {
      key: 'title',
      title: t('evidence.column.wanted'),
      width: '34%',
      render: (row) => <span className={row.key === item ? 'matrix-first' : undefined}>{row.title} <ArticleTag article={row.article} /></span>,
    },
    {
      key: 'files',
      title: t('evidence.column.files'),
      render: (row) =>
        row.files.length === 0 ? (
          <Tag color={row.kind === 'slot' ? 'error' : 'warning'}>{t(row.kind === 'slot' ? 'evidence.missing' : 'evidence.unproved')}</Tag>
        ) : (
          <ul className="matrix-files">
            {row.files.map((file) => <FileCell key={file.id} applicationId={applicationId} file={file} more={list.data?.find((one) => one.id === file.id)} />)}
          </ul>
        ),
    },
  ]
  return (
    <Loaded query={matrix}>
      {(shown) => {
        const filters: [Only, number | null][] = [['all', null], ['missing', shown.missing], ['unscanned', shown.unscanned], ...(shown.unread === null ? [] : [['unread', shown.unread] as [Only, number]])]
        const rows = rowsOf(shown, only, item)
        return (
          <>
            <Segmented<Only>
              className="matrix-filter"
              value={only}
              onChange={setOnly}
              options={filters.map(([value, count]) => ({ value, label: `${t(`evidence.only.${value}`)}${count === null ? '' : ` ${count}`}` }))}
            />
            {rows.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(`evidence.nothing.${only}`)} />
            ) : (
              <div className="matrix">
                <DataTable<MatrixRowOut> label={t('evidence.matrix')} rows={rows} rowKey={(row) => row.key} columns={columns} wrap />
              </div>
            )}
            <p className="muted">{t('evidence.lookRecorded')}</p>
          </>
        )
      }}
    </Loaded>
  )
}

function FileCell({ applicationId, file, more }: { applicationId: string; file: MatrixFileOut; more: EvidenceOut | undefined }) {
  const { t } = useTranslation()
  return (
    <li>
      <FileLink applicationId={applicationId} evidenceId={file.id} filename={file.filename} />
      {more && <span className="muted"> {size(more.size)}{more.pages !== null && ` · ${t('evidence.pages', { count: more.pages })}`}</span>}
      <span className="matrix-tags">
        {file.unread === true && <Tag color="processing">{t('evidence.unread')}</Tag>}
        {file.scan !== 'clean' && <Tag color="warning">{t('evidence.notScanned')}</Tag>}
        {file.added && <Tag color="blue" title={more?.supplement_reason ?? ''}>{t('evidence.added')}</Tag>}
        {file.cited.map((page) => (
          <FileLink key={page} applicationId={applicationId} evidenceId={file.id} filename={file.filename} page={page}>{t('evidence.citedPage', { page })}</FileLink>
        ))}
      </span>
    </li>
  )
}
