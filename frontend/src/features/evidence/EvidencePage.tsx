import { DeleteOutlined } from '@ant-design/icons'
import { Alert, Button, Card, Input, Popconfirm, Select, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getReadApplicationQueryKey, useReadApplication, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { getListEvidenceQueryKey, getReadEvidenceMatrixQueryKey, removeEvidence, useListEvidence } from '@/api/endpoints/evidence/evidence'
import type { ApplicationOut, EvidenceOut, FormOut, SlotOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { deadlineOf } from '@/shared/lib/deadlines'
import { size } from '@/shared/lib/size'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline } from '@/shared/ui/Deadline'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { FileLine } from './FileLine'
import { FilePicker } from './FilePicker'
import { accepted, kinds, typeOf } from './kinds'
import { Overview } from './Overview'
import { Receipts } from './Receipts'
import { TransferRows } from './TransferRows'
import { transfers, useTransfers, type Transfer } from './transfer/transfers'
import './evidence.css'

const SUPPLEMENTED = ['submitted', 'filed']
/** How often a file that the server is looking at is asked for, in milliseconds. */
const RUNNING = 1500
/** The fewest characters of a reason. */
const REASON = 5

/** 证实性材料 by slot: straight from the browser to the store, checked as it lies there (Art. 16). */
export default function EvidencePage() {
  const { t } = useTranslation()
  const { applicationId = '' } = useParams({ strict: false }) as { applicationId?: string }
  const application = useReadApplication(applicationId)
  const form = useReadApplicationForm(applicationId, { query: { staleTime: Infinity } })
  const files = useListEvidence(applicationId, {
    query: { refetchInterval: ({ state }) => (state.data?.some((file) => file.state === 'received') ? RUNNING : false) },
  })
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
  const [reason, setReason] = useState('')
  const running = useTransfers(application.id)
  const supplemented = SUPPLEMENTED.includes(application.state)
  const open = application.may_edit || (supplemented && reason.trim().length >= REASON)
  const required = form.slots.filter((slot) => slot.required)
  const has = (key: string) => files.some((file) => file.slot === key && file.state === 'stored')
  const done = required.filter((slot) => has(slot.key)).length
  const held = files.reduce((sum, file) => sum + file.size, 0)
  const limit = { types: kinds(form.content_types), size: size(form.max_file_bytes), count: form.max_files_per_slot, held: size(held), all: size(form.max_application_bytes) }
  const items = form.items
    .filter((item) => chosen.includes(item.code) || files.some((file) => file.slot === item.code))
    .map((item): SlotOut => ({ key: item.code, title: `${item.code} ${item.name}`, help: '', article: cite('17(2)'), required: false, content_types: form.content_types }))
  useEffect(() => {
    const target = decodeURIComponent(window.location.hash.slice(1))
    if (target) document.getElementById(target)?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div className="stack evidence-slots">
      {!application.may_edit && <Alert type="info" showIcon title={t(supplemented ? 'evidence.lockedAdd' : 'evidence.locked')} />}
      {!application.may_edit && <Receipts applicationId={application.id} />}
      {supplemented && (
        <Card size="small" title={t('evidence.supplement')}>
          <label htmlFor="supplement-reason">{t('evidence.supplementReason')}</label>
          <Input.TextArea id="supplement-reason" value={reason} maxLength={500} showCount autoSize={{ minRows: 2 }} onChange={(event) => setReason(event.target.value)} />
          <p className="muted">{t('evidence.supplementHelp')}</p>
        </Card>
      )}
      <Card>
        <p>{t('evidence.limits', limit)}</p>
        <p role="status">{t('evidence.progress', { done, all: required.length })}</p>
      </Card>
      <Overview applicationId={application.id} editable={application.may_edit} />
      {[...required, ...form.slots.filter((slot) => !slot.required), ...items].map((slot) => (
        <Slot
          key={slot.key}
          slot={slot}
          application={application}
          form={form}
          files={files.filter((file) => file.slot === slot.key)}
          running={running.filter((one) => one.slot === slot.key)}
          open={open}
          reason={application.may_edit ? null : reason.trim()}
        />
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
        {application.may_edit && <LinkButton type="primary" to={`/applicant/applications/${application.id}/check`}>{t('evidence.next')}</LinkButton>}
      </div>
    </div>
  )
}

interface SlotProps {
  slot: SlotOut
  application: ApplicationOut
  form: FormOut
  files: EvidenceOut[]
  running: Transfer[]
  open: boolean
  /** Why something is added after handing in; null while it is a draft. */
  reason: string | null
}

function Slot({ slot, application, form, files, running, open, reason }: SlotProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: getListEvidenceQueryKey(application.id) })
    await queries.invalidateQueries({ queryKey: getReadApplicationQueryKey(application.id) })
    await queries.invalidateQueries({ queryKey: getReadEvidenceMatrixQueryKey(application.id) })
  }
  const add = (chosen: File[]) =>
    transfers.add(
      application.id,
      chosen,
      (file) => ({ slot: slot.key, filename: file.name, content_type: typeOf(file, slot.content_types), size: file.size, supplement_reason: reason }),
      () => void refresh(),
    )
  const remove = async (file: EvidenceOut) => {
    setError(null)
    try {
      await removeEvidence(file.id)
      await refresh()
    } catch (caught) {
      setError(caught)
    }
  }
  const sending = new Set(running.map((one) => one.file.name))
  const listed = files.filter((file) => file.state !== 'pending' || !sending.has(file.filename))
  const stored = files.filter((file) => file.state === 'stored')
  const status = stored.length > 0 ? 'done' : slot.required ? 'not_started' : 'optional'
  const counted = files.filter((file) => !['refused', 'quarantined'].includes(file.state)).length
  const removable = (file: EvidenceOut) => application.may_edit || (file.supplement_reason !== null && file.state !== 'stored')
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
        {listed.map((file) => (
          <li key={file.id}>
            <FileLine applicationId={application.id} file={file} />
            {removable(file) && (
              <Popconfirm title={t('evidence.removeAsk', { name: file.filename })} okText={t('common.remove')} cancelText={t('common.cancel')} onConfirm={() => remove(file)}>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('evidence.remove', { name: file.filename })} />
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
      {running.length > 0 && <TransferRows rows={running} />}
      {open && counted < form.max_files_per_slot && (
        <FilePicker accept={accepted(slot.content_types)} photos={slot.content_types.includes('image/jpeg')} onFiles={add} />
      )}
    </Card>
  )
}
