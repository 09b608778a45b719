import { Alert, App, Button, Card, Descriptions, Form, Input, List, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  actOnObjection,
  beginProof,
  confirmProof,
  giveOpinion,
  linkObjectionFile,
  openIdentity,
  useReadObjection,
} from '@/api/endpoints/objections/objections'
import type { IdentityOut, ObjectionOut } from '@/api/models'
import { type DeadlineKind, deadlineOf } from '@/shared/lib/deadlines'
import { ifMatch } from '@/shared/http/client'
import { dateTime, endTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline, Missed } from '@/shared/ui/Deadline'
import { FileUpload } from '@/shared/ui/FileUpload'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'

/** One objection: facts, deadlines with what silence means, papers, report, opinion, decision. */
export default function ObjectionPage() {
  const { t } = useTranslation()
  const { objectionId = '' } = useParams({ strict: false }) as { objectionId?: string }
  const role = useLocation({ select: (location) => location.pathname.split('/')[1] ?? '' })
  const objection = useReadObjection(objectionId)
  const queries = useQueryClient()
  return (
    <Loaded query={objection}>
      {(found) => (
        <Page
          title={found.case_number}
          back={[{ title: t('objections.desk'), to: `/${role}/objections` }]}
          tags={<><StateTag entity="objection" state={found.state} /><Tag color={found.identified ? 'success' : 'warning'}>{t(found.identified ? 'objections.identified' : 'objections.anonymous')}</Tag><Tag color={found.in_time ? 'success' : 'warning'}>{t(found.in_time ? 'objections.inTime' : 'objections.outOfTime')}</Tag></>}
          extra={
            <ActionBar
              entity="objection"
              actions={found.actions}
              perform={async (action, body) => {
                await actOnObjection(found.id, action, body, { headers: ifMatch(found.version) })
                await queries.invalidateQueries()
              }}
            />
          }
        >
          <div className="stack">
            {found.deemed !== 'none' && <Alert type="warning" showIcon title={<><ArticleTag row={found.deemed === 'recommender_silent' ? '22' : '23'} /> {t(`objections.deemed.${found.deemed}`)}</>} />}
            <Card>
              <Descriptions
                column={{ xs: 1, lg: 2 }}
                items={[
                  { key: 'organisation', label: t('objections.organisation'), children: `${found.organisation}（${found.application}）` },
                  { key: 'unit', label: t('objections.unit'), children: found.department ?? '—' },
                  { key: 'received', label: t('objections.receivedAt'), children: dateTime(found.received_at) },
                  { key: 'subject', label: t('objections.subject'), children: found.subject },
                  ...(found.report_due_at ? [{ key: 'reportDue', label: t('objections.reportDue'), children: <Due objection={found} kinds={['objection_report']} at={found.report_due_at} /> }] : []),
                  ...(found.proof_due_at ? [{ key: 'proofDue', label: t('objections.proofDue'), children: <Due objection={found} kinds={['objection_proof', 'objector_proof']} at={found.proof_due_at} /> }] : []),
                ]}
              />
              <h3>{t('objections.grounds')}</h3>
              <p className="prose">{found.grounds}</p>
              {found.report && <><h3>{t('objections.report')}</h3><p className="prose">{found.report}</p></>}
              {found.refusal && <><h3>{t('objections.refusal')}</h3><p className="prose">{found.refusal}</p></>}
              {found.decision && <><h3>{t('objections.decision')}</h3><p className="prose">{found.decision} <span className="muted">{dateTime(found.decided_at)}</span></p></>}
            </Card>
            <div className="grid">
              <Papers objection={found} />
              <Opinion key={found.version} objection={found} office={role === 'office'} />
              {found.may_open_identity && <Identity objection={found} />}
            </div>
          </div>
        </Page>
      )}
    </Loaded>
  )
}

function Papers({ objection }: { objection: ObjectionOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const show = async (fileId: string) => {
    const tab = window.open('', '_blank')
    try {
      const link = await linkObjectionFile(objection.id, fileId)
      if (tab) tab.location.href = link.url
    } catch (error) {
      tab?.close()
      void message.error((error as Error).message)
    }
  }
  return (
    <Card title={t('objections.files')}>
      <List
        dataSource={objection.files}
        locale={{ emptyText: t('objections.noFiles') }}
        renderItem={(file) => (
          <List.Item actions={[<Button key="view" size="small" onClick={() => void show(file.id)}>{t('objections.view')}</Button>]}>
            {file.filename} <Tag>{t(`objections.side.${file.side}`)}</Tag>
          </List.Item>
        )}
      />
      {objection.may_supply_proof && (
        <FileUpload
          accept="application/pdf,image/jpeg,image/png"
          label={t('objections.supply')}
          begin={async (file) => {
            const ticket = await beginProof(objection.id, { filename: file.name, content_type: file.type, size: file.size, code: '' })
            return { id: ticket.file_id, url: ticket.url, headers: ticket.headers }
          }}
          confirm={async (id) => {
            await confirmProof(objection.id, id)
            await queries.invalidateQueries()
          }}
        />
      )}
    </Card>
  )
}

function Opinion({ objection, office }: { objection: ObjectionOut; office: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const save = async (values: { office_opinion: string }) => {
    setError(null)
    try {
      await giveOpinion(objection.id, values, { headers: ifMatch(objection.version) })
      await queries.invalidateQueries()
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Card title={<>{t('objections.opinion')} <ArticleTag row="24" /></>}>
      {error !== null && <ProblemAlert error={error} />}
      {office && objection.state === 'reported' ? (
        <Form layout="vertical" initialValues={{ office_opinion: objection.office_opinion ?? '' }} onFinish={(values: { office_opinion: string }) => void save(values)}>
          <Form.Item name="office_opinion" label={t('objections.opinion')} rules={[{ required: true, message: t('common.required') }]}><Input.TextArea rows={5} maxLength={10_000} /></Form.Item>
          <Button type="primary" htmlType="submit">{t('objections.saveOpinion')}</Button>
        </Form>
      ) : (
        <p className="prose">{objection.office_opinion ?? t('common.none')}</p>
      )}
    </Card>
  )
}

function Identity({ objection }: { objection: ObjectionOut }) {
  const { t } = useTranslation()
  const [identity, setIdentity] = useState<IdentityOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const open = async (values: { reason: string }) => {
    setError(null)
    try {
      setIdentity(await openIdentity(objection.id, values))
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Card title={<>{t('objections.identity')} <ArticleTag row="25" /></>} extra={!identity && <Tag>{t('objections.sealed')}</Tag>}>
      {error !== null && <ProblemAlert error={error} />}
      {identity ? (
        <Descriptions
          column={1}
          items={[
            { key: 'name', label: t('objections.name'), children: identity.name || '—' },
            { key: 'contact', label: t('objections.contact'), children: identity.contact || '—' },
            { key: 'number', label: t('objections.identityNumber'), children: identity.identity_number || '—' },
          ]}
        />
      ) : (
        <Form layout="vertical" onFinish={(values: { reason: string }) => void open(values)}>
          <Form.Item name="reason" label={t('objections.openReason')} rules={[{ required: true, min: 4, message: t('common.required') }]}><Input maxLength={500} /></Form.Item>
          <Button htmlType="submit">{t('objections.openIdentity')}</Button>
        </Form>
      )}
    </Card>
  )
}

/** A deadline of a side while it is awaited, with what its silence leads to; afterwards the bare date. */
function Due({ objection, kinds, at }: { objection: ObjectionOut; kinds: DeadlineKind[]; at: string }) {
  const due = kinds.flatMap((kind) => deadlineOf(objection, kind) ?? [])
  if (due.length === 0) return endTime(at)
  return <div>{due.map((one, index) => (index === 0 ? <Deadline key={one.kind} deadline={one} /> : <Missed key={one.kind} deadline={one} />))}</div>
}
