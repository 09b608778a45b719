import { Alert, Button, Card, Input, Modal, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerInvitation } from '@/api/endpoints/editions/editions'
import type { ExpertRecordOut, InvitationOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline } from '@/shared/ui/Deadline'
import { ProblemAlert } from '@/shared/ui/Problem'
import { useChange } from './Profile'

/** Invitations into expert teams: the expert answers here, those who invite see the answers. */
export function InvitationsCard({ record, own = false }: { record: ExpertRecordOut; own?: boolean }) {
  const { t } = useTranslation()
  const { change, busy, error, clear } = useChange(record.expert.id)
  const [declining, setDeclining] = useState<InvitationOut | null>(null)
  const [note, setNote] = useState('')
  const answer = (one: InvitationOut, given: 'accepted' | 'declined', why = '') =>
    change(() => answerInvitation(one.edition_id, record.expert.id, { answer: given, note: why }))
  const waits = (one: InvitationOut) => own && one.open && one.answer === null
  return (
    <Card title={<>{t('experts.invitations')} <ArticleTag row="10" /></>}>
      {error !== null && <ProblemAlert error={error} onClose={clear} />}
      {record.invitations.length === 0 && <p className="muted">{t('experts.noInvitations')}</p>}
      {record.invitations.map((one) => (
        <div key={one.edition_id} style={{ marginBottom: 16 }}>
          <Space wrap>
            <strong>{one.title}</strong>
            {one.answer && <Tag color={one.answer === 'accepted' ? 'success' : 'error'}>{t(`invitation.${one.answer}`)}</Tag>}
            {one.overdue && <Tag color="error">{t('invitation.overdue')}</Tag>}
            {!one.answer && !one.overdue && <Tag color={one.answer_by ? 'warning' : 'default'}>{t(one.answer_by ? 'invitation.waiting' : 'invitation.none')}</Tag>}
            {one.checked && <Tag color="success">{t('invitation.checked')}</Tag>}
          </Space>
          {one.answer_by && one.answer === null && <div><Deadline at={one.answer_by} consequence={t('invitation.consequence')} /></div>}
          {one.answered_at && <div className="muted">{t('invitation.answeredAt', { time: dateTime(one.answered_at) })}{one.answer_note && ` · ${one.answer_note}`}</div>}
          {waits(one) && (
            <>
              <p>{t('invitation.ask')}</p>
              <Space wrap>
                <Button type="primary" loading={busy} onClick={() => void answer(one, 'accepted')}>{t('invitation.accept')}</Button>
                <Button disabled={busy} onClick={() => { setNote(''); setDeclining(one) }}>{t('invitation.decline')}</Button>
              </Space>
            </>
          )}
          {own && one.overdue && <Alert type="info" showIcon title={t('invitation.lateHint')} style={{ marginTop: 8 }} />}
        </div>
      ))}
      <Modal
        open={declining !== null}
        title={t('invitation.declineTitle')}
        okText={t('invitation.decline')}
        cancelText={t('common.cancel')}
        confirmLoading={busy}
        onCancel={() => setDeclining(null)}
        onOk={() => declining && void answer(declining, 'declined', note.trim()).then((done) => done && setDeclining(null))}
      >
        <p>{declining?.title}</p>
        <Input.TextArea aria-label={t('invitation.note')} placeholder={t('invitation.note')} rows={3} maxLength={500} showCount value={note} onChange={(event) => setNote(event.target.value)} />
      </Modal>
    </Card>
  )
}
