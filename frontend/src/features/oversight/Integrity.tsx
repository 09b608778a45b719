import { Alert, Button, Card, Collapse, Input, Space, Typography, Upload } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListTimeStamps, useReadCheckpoint, verifyAuditTrail } from '@/api/endpoints/oversight/oversight'
import type { CheckpointOut, VerdictOut } from '@/api/models'
import { saveFrom } from '@/shared/http/files'
import { ProblemError } from '@/shared/http/problem'
import { save } from '@/shared/lib/save'
import { dateTime } from '@/shared/lib/time'
import { ProblemAlert } from '@/shared/ui/Problem'

const COMMAND = 'python -m quality_award.audit.offline key.txt'

/** 校验: the whole trail at the press of a button, against a checkpoint that was kept outside where there is one; taking the log out. */
export function Integrity() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const checkpoint = useReadCheckpoint()
  const [verdict, setVerdict] = useState<{ found: VerdictOut; held: boolean } | null>(null)
  const [outside, setOutside] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState<'verify' | 'export' | null>(null)
  const run = async (what: 'verify' | 'export', work: () => Promise<void>) => {
    setBusy(what)
    setError(null)
    try {
      await work()
      await queries.invalidateQueries({ queryKey: ['/api/v1/audit'] })
      await checkpoint.refetch()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(null)
    }
  }
  const verify = () => run('verify', async () => {
    const held = outside.trim()
    setVerdict({ found: await verifyAuditTrail({ outside: held ? [`${held}\n`] : [] }), held: held !== '' })
  })
  const takeOut = () => run('export', () => saveFrom('/api/v1/audit/export'))
  return (
    <Card
      title={t('oversight.verifyTitle')}
      extra={
        <Space wrap>
          <Button loading={busy === 'export'} onClick={() => void takeOut()}>{t('oversight.export')}</Button>
          <Button type="primary" loading={busy === 'verify'} onClick={() => void verify()}>{t('oversight.verify')}</Button>
        </Space>
      }
    >
      <p className="muted">{t('oversight.verifyHint')}</p>
      {checkpoint.data && <Newest checkpoint={checkpoint.data} />}
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: 'outside',
            label: t('oversight.outside'),
            children: (
              <Space orientation="vertical" style={{ width: '100%' }}>
                <Upload accept=".txt,text/plain" showUploadList={false} beforeUpload={(file) => { void file.text().then(setOutside); return false }}>
                  <Button size="small">{t('oversight.readFile')}</Button>
                </Upload>
                <Input.TextArea aria-label={t('oversight.outside')} autoSize={{ minRows: 4 }} value={outside} onChange={(event) => setOutside(event.target.value)} />
                <span className="muted">{t('oversight.outsideHint')}</span>
              </Space>
            ),
          },
          { key: 'stamps', label: t('oversight.stampsTitle'), children: <TimeStamps /> },
          ...(checkpoint.data ? [{ key: 'offline', label: t('oversight.offlineTitle'), children: <Offline publicKey={checkpoint.data.key} /> }] : []),
        ]}
      />
      {error !== null && <Failed error={error} />}
      {verdict && <Verdict {...verdict} />}
    </Card>
  )
}

/** What was pasted is the only field there is: it is said without its name. */
function Failed({ error }: { error: unknown }) {
  const gap = error instanceof ProblemError ? error.errors[0] : undefined
  return gap ? <Alert role="alert" type="error" showIcon title={gap.message} description={gap.next} /> : <ProblemAlert error={error} />
}

function Verdict({ found, held }: { found: VerdictOut; held: boolean }) {
  const { t } = useTranslation()
  const bad = found.first_bad
  return (
    <div role="status">
      <Alert
        type={bad ? 'error' : 'success'}
        showIcon
        title={bad ? t('oversight.broken', { seq: bad.seq, id: bad.record_id ?? '—', reason: t(`oversight.reason.${bad.reason}`) }) : t('oversight.intact', { count: found.sealed })}
        description={
          <>
            {held && <>{t('oversight.withOutside')}<br /></>}
            {t('oversight.head')} <code className="wrap">{found.head}</code><br />
            {t('oversight.waiting', { count: found.unsealed })} · {dateTime(found.verified_at)}
          </>
        }
      />
      {found.late && <Alert type="warning" showIcon style={{ marginTop: 8 }} title={t('oversight.late', { seq: found.late.seq, id: found.late.record_id })} />}
    </div>
  )
}

const saveNote = (name: string, size: number, note: string) => save(`${name}-${size}.txt`, 'text/plain;charset=utf-8', note)

/** The newest signed checkpoint, to be kept outside of the system, and why. */
function Newest({ checkpoint }: { checkpoint: CheckpointOut }) {
  const { t } = useTranslation()
  return (
    <Alert
      type="info"
      showIcon
      title={t('oversight.keepTitle')}
      description={
        <>
          <p>{t('oversight.keepHint')}</p>
          <Space wrap>
            <Typography.Text copyable={{ text: checkpoint.note, tooltips: false }}>{t('oversight.newest', { count: checkpoint.size, time: dateTime(checkpoint.signed_at) })}</Typography.Text>
            <Button size="small" onClick={() => saveNote(t('oversight.noteFile'), checkpoint.size, checkpoint.note)}>{t('oversight.saveNote')}</Button>
          </Space>
        </>
      }
    />
  )
}

function TimeStamps() {
  const { t } = useTranslation()
  const stamps = useListTimeStamps()
  if (!stamps.data?.length) return <p className="muted">{t('oversight.stampsNone')}</p>
  return (
    <ul className="stamps">
      {stamps.data.map((one) => (
        <li key={one.size}>
          <Space wrap>
            {t('oversight.stampLine', { count: one.size, time: dateTime(one.stamped_at) })}
            <Button size="small" onClick={() => saveNote(t('oversight.noteFile'), one.size, one.note)}>{t('oversight.saveNote')}</Button>
            <Button size="small" onClick={() => save(`${t('oversight.noteFile')}-${one.size}.tsr`, 'application/timestamp-reply', Uint8Array.from(atob(one.time_stamp), (char) => char.charCodeAt(0)))}>{t('oversight.saveStamp')}</Button>
          </Space>
        </li>
      ))}
    </ul>
  )
}

function Offline({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('oversight.publicKey')} <Typography.Text code copyable={{ text: publicKey, tooltips: false }} className="wrap">{publicKey}</Typography.Text></p>
      <p className="muted">{t('oversight.offlineHint')}</p>
      <pre className="wrap">{`${COMMAND} receipt.json\n${COMMAND} proof.json\n${COMMAND} audit.jsonl checkpoint.txt`}</pre>
    </>
  )
}
