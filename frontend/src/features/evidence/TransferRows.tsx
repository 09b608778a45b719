import { CaretRightOutlined, CloseOutlined, PauseOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '@/shared/http/problem'
import { size } from '@/shared/lib/size'
import { GaveUp } from './transfer/send'
import { transfers, type Transfer } from './transfer/transfers'

/** Uploads of one slot under way: how far, how fast, how long still; pause, go on, give up. */
export function TransferRows({ rows }: { rows: Transfer[] }) {
  const { t } = useTranslation()
  return (
    <ul className="evidence-files evidence-transfers">
      {rows.map((one) => {
        const percent = Math.floor((one.bytes / one.file.size) * 100)
        const name = one.file.name
        return (
          <li key={one.key}>
            <div className="evidence-transfer">
              <span>{name}</span>
              {one.phase !== 'failed' && one.phase !== 'waiting' && (
                <Progress percent={percent} size="small" status={one.phase === 'paused' ? 'normal' : 'active'} aria-label={t('evidence.progressOf', { name })} />
              )}
              <span className={one.phase === 'failed' ? 'evidence-failed' : 'muted'} role={one.phase === 'failed' ? 'alert' : undefined}>
                <Standing one={one} />
              </span>
            </div>
            <span className="evidence-controls">
              {one.phase === 'paused' || one.phase === 'failed' ? (
                <Button type="text" icon={<CaretRightOutlined />} aria-label={t('evidence.resume', { name })} onClick={() => transfers.resume(one.key)} />
              ) : (
                <Button type="text" icon={<PauseOutlined />} aria-label={t('evidence.pause', { name })} onClick={() => transfers.pause(one.key)} />
              )}
              <Button type="text" icon={<CloseOutlined />} aria-label={t('evidence.drop', { name })} onClick={() => transfers.drop(one.key)} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function Standing({ one }: { one: Transfer }) {
  const { t } = useTranslation()
  if (one.phase === 'failed') return <>{refusal(one.error, t('evidence.brokenOff'))}</>
  if (one.phase === 'waiting' || one.phase === 'paused') return <>{t(`evidence.phase.${one.phase}`)}</>
  const done = { done: size(one.bytes), all: size(one.file.size) }
  if (one.phase === 'reading') return <>{t('evidence.phase.reading', done)}</>
  const left = one.speed ? Math.ceil((one.file.size - one.bytes) / one.speed) : null
  return (
    <>
      {t('evidence.phase.sending', done)}
      {one.speed !== null && one.speed > 0 && ` · ${size(one.speed)}/s`}
      {left !== null && ` · ${left < 90 ? t('evidence.secondsLeft', { count: left }) : t('evidence.minutesLeft', { count: Math.ceil(left / 60) })}`}
    </>
  )
}

/** A refusal in the words of its gaps: there is only one file that they can be about. */
function refusal(error: unknown, broken: string): string {
  if (error instanceof GaveUp) return broken
  if (!(error instanceof ProblemError)) return String(error)
  if (error.errors.length === 0) return `${error.message} ${error.detail}`
  return error.errors.map((gap) => `${gap.message} ${gap.next}`).join(' ')
}
