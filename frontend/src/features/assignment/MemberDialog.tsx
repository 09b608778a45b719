import { App, Button, Form, Input, Modal, Space, Tag } from 'antd'
import { CrownOutlined, LockOutlined, SwapOutlined, UnlockOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLeader, lockTeamMember, releaseTeamMember } from '@/api/endpoints/assignment/assignment'
import type { MemberOut } from '@/api/models'
import { ProblemAlert } from '@/shared/ui/Problem'

interface Props {
  member: MemberOut
  mayWrite: boolean
  onClose: () => void
  onChanged: () => Promise<unknown>
  onMove: () => void
}

/** One seat: lead, lock, move, release. */
export function MemberDialog({ member, mayWrite, onClose, onChanged, onMove }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<{ reason: string }>()
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
      await onChanged()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={member.name} onCancel={onClose} footer={null} destroyOnHidden>
      <p className="muted">{member.employer} · {member.title}</p>
      <p>
        <Tag>{t(`assignment.fit${member.fit}`)}</Tag>
        <Tag color={member.signed ? 'success' : 'default'}>{t(member.signed ? 'assignment.signed' : 'assignment.unsigned')}</Tag>
        <Tag color={member.declared ? 'success' : 'default'}>{t(member.declared ? 'assignment.declared' : 'assignment.undeclared')}</Tag>
        {member.recusal_requested && <Tag color="error">{t('assignment.requested')}</Tag>}
        {member.locked && <Tag icon={<LockOutlined />}>{t('assignment.locked')}</Tag>}
      </p>
      {error !== null && <ProblemAlert error={error} />}
      {mayWrite && (
        <>
          <Space wrap style={{ marginBottom: 16 }}>
            {!member.leader && <Button icon={<CrownOutlined />} disabled={!member.leader_qualified} loading={busy} onClick={() => void act(() => changeLeader(member.id, { leader: true }))}>{t('assignment.makeLeader')}</Button>}
            <Button icon={member.locked ? <UnlockOutlined /> : <LockOutlined />} loading={busy} onClick={() => void act(() => lockTeamMember(member.id, { locked: !member.locked }))}>{t(member.locked ? 'assignment.unlock' : 'assignment.lock')}</Button>
            <Button icon={<SwapOutlined />} disabled={member.locked} onClick={onMove}>{t('assignment.move')}</Button>
          </Space>
          <p className="muted">{t(member.locked ? 'assignment.lockedHint' : 'assignment.releaseHint')}</p>
          {!member.locked && (
            <Form form={form} layout="vertical" onFinish={(values) => void act(() => releaseTeamMember(member.id, values))}>
              <Form.Item name="reason" label={t('assignment.releaseReason')} rules={[{ required: true, whitespace: true, message: t('assignment.required') }]}>
                <Input.TextArea rows={2} maxLength={1000} />
              </Form.Item>
              <Button danger htmlType="submit" loading={busy}>{t('assignment.release')}</Button>
            </Form>
          )}
        </>
      )}
    </Modal>
  )
}
