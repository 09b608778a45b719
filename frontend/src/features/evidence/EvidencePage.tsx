import { DeleteOutlined, FileTextOutlined } from '@ant-design/icons'
import { Alert, Button, Card, Popconfirm, Select, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getReadApplicationQueryKey, useReadApplication, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { beginEvidenceUpload, confirmEvidenceUpload, getListEvidenceQueryKey, linkEvidence, removeEvidence, useListEvidence } from '@/api/endpoints/evidence/evidence'
import type { ApplicationOut, EvidenceOut, FormOut, PartOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { deadlineOf } from '@/shared/lib/deadlines'
import { ProblemError } from '@/shared/http/problem'
import { size } from '@/shared/lib/size'
import { clock } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline } from '@/shared/ui/Deadline'
import { FileUpload } from '@/shared/ui/FileUpload'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import './evidence.css'

const types: Record<string, string> = { pdf: 'application/pdf', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png' }

/** What a file says it is; by its ending where the browser doesn't know. */
const typeOf = (file: File) => file.type || types[file.name.split('.').pop()?.toLowerCase() ?? ''] || 'application/octet-stream'

/** A refusal in the words of its gaps: there is only one file that they can be about. */
const about = (file: File, error: unknown): unknown =>
  error instanceof ProblemError && error.errors.length > 0
    ? new ProblemError({
        type: '/problems/invalid',
        status: error.status,
        title: `${file.name}：${error.errors.map((gap) => gap.message).join('；')}`,
        detail: error.errors.map((gap) => gap.next).join(' '),
        article: cite('16'),
      })
    : error

/** 证实性材料 by slot: straight from the browser to the store, checked as it lies there (Art. 16). */
export default function EvidencePage() {
  const { t } = useTranslation()
  const { applicationId = '' } = useParams({ strict: false }) as { applicationId?: string }
  const application = useReadApplication(applicationId)
  const form = useReadApplicationForm(applicationId, { query: { staleTime: Infinity } })
  const files = useListEvidence(applicationId)
  return (
    <Page title={t('evidence.title')} back={[{ title: t('evidence.home'), to: '/applicant' }]} tags={<><ArticleTag row="16" />{application.data?.may_edit && <Deadline deadline={deadlineOf(application.data, 'application_window')} />}</>}>
      <Loaded query={application}>
        {(shown) => (
          <Loaded query={form}>
            {(definition) => <Loaded query={files}>{(list) => <Slots application={shown} form={definition} files={list} />}</Loaded>}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}

function Slots({ application, form, files }: { application: ApplicationOut; form: FormOut; files: EvidenceOut[] }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string[]>([])
  const required = form.slots.filter((slot) => slot.required)
  const has = (key: string) => files.some((file) => file.slot === key && file.state === 'stored')
  const done = required.filter((slot) => has(slot.key)).length
  const limit = { types: 'PDF、JPG、PNG', size: size(form.max_file_bytes), count: form.max_files_per_slot }
  const items = form.items
    .filter((item) => chosen.includes(item.code) || files.some((file) => file.slot === item.code))
    .map((item): PartOut => ({ key: item.code, title: `${item.code} ${item.name}`, help: '', article: '17(2)', required: false }))
  useEffect(() => {
    const target = decodeURIComponent(window.location.hash.slice(1))
    if (target) document.getElementById(target)?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div className="stack evidence-slots">
      {!application.may_edit && <Alert type="info" showIcon title={t('evidence.locked')} />}
      <Card>
        <p>{t('evidence.limits', limit)}</p>
        <p role="status">{t('evidence.progress', { done, all: required.length })}</p>
      </Card>
      {[...required, ...form.slots.filter((slot) => !slot.required), ...items].map((slot) => (
        <Slot key={slot.key} slot={slot} application={application} form={form} files={files.filter((file) => file.slot === slot.key)} />
      ))}
      {application.may_edit && (
        <Card size="small" title={t('evidence.forItem')}>
          <Select
            className="evidence-item"
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('evidence.forItem')}
            placeholder={t('evidence.chooseItem')}
            value={null}
            onChange={(code: string | null) => code && setChosen([...chosen, code])}
            options={form.items.filter((item) => !items.some((one) => one.key === item.code)).map((item) => ({ value: item.code, label: `${item.code} ${item.name}` }))}
          />
        </Card>
      )}
      <div className="row-actions">
        <LinkButton to="/applicant">{t('evidence.toTasks')}</LinkButton>
        <LinkButton type="primary" to={`/applicant/applications/${application.id}/check`}>{t('evidence.next')}</LinkButton>
      </div>
    </div>
  )
}

function Slot({ slot, application, form, files }: { slot: PartOut; application: ApplicationOut; form: FormOut; files: EvidenceOut[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: getListEvidenceQueryKey(application.id) })
    await queries.invalidateQueries({ queryKey: getReadApplicationQueryKey(application.id) })
  }
  const begin = async (file: File) => {
    try {
      const ticket = await beginEvidenceUpload(application.id, { slot: slot.key, filename: file.name, content_type: typeOf(file), size: file.size })
      return { id: ticket.evidence_id, url: ticket.url, headers: ticket.headers }
    } catch (caught) {
      throw about(file, caught)
    }
  }
  const confirm = async (id: string) => {
    try {
      await confirmEvidenceUpload(id)
    } finally {
      await refresh()
    }
  }
  const open = async (file: EvidenceOut) => {
    const tab = window.open('', '_blank')
    try {
      const { url } = await linkEvidence(file.id)
      if (tab) tab.location.href = url
    } catch (caught) {
      tab?.close()
      setError(caught)
    }
  }
  const remove = async (file: EvidenceOut) => {
    setError(null)
    try {
      await removeEvidence(file.id)
      await refresh()
    } catch (caught) {
      setError(caught)
    }
  }
  const stored = files.filter((file) => file.state === 'stored')
  const status = stored.length > 0 ? 'done' : slot.required ? 'not_started' : 'optional'
  return (
    <Card
      id={`slot-${slot.key}`}
      size="small"
      title={<>{slot.title} <ArticleTag article={slot.article} /></>}
      extra={<Tag color={status === 'done' ? 'success' : 'default'}>{status === 'optional' ? t('evidence.optional') : t(`task.${status}`)}</Tag>}
    >
      {slot.help && <p className="muted">{slot.help}</p>}
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
      <ul className="evidence-files">
        {files.map((file) => (
          <li key={file.id}>
            <span className="evidence-file">
              {file.state === 'stored' ? (
                <Button type="link" icon={<FileTextOutlined />} onClick={() => void open(file)}>{file.filename}</Button>
              ) : (
                <span>{file.filename} <Tag color="warning">{t('evidence.pending')}</Tag></span>
              )}
              <span className="muted">{size(file.size)}{file.stored_at && ` · ${t('evidence.storedAt', { time: clock(new Date(file.stored_at)) })}`}</span>
            </span>
            {application.may_edit && (
              <Popconfirm title={t('evidence.removeAsk', { name: file.filename })} okText={t('common.remove')} cancelText={t('common.cancel')} onConfirm={() => void remove(file)}>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('evidence.remove', { name: file.filename })} />
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
      {application.may_edit && files.length < form.max_files_per_slot && (
        <FileUpload begin={begin} confirm={confirm} accept={[...form.content_types, '.pdf', '.jpg', '.jpeg', '.png'].join(',')} label={t('evidence.choose')} />
      )}
    </Card>
  )
}
