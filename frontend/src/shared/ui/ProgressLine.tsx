import { Grid, Progress, Steps } from 'antd'
import { useTranslation } from 'react-i18next'

interface StageLike {
  key: string
  standing: 'behind' | 'here' | 'ahead'
}

interface Props {
  step: number
  failed?: boolean
  /** The stages of the ruleset, shown in place of the nine steps where the two differ. */
  stages?: StageLike[]
}

const OWN = new Set(['defence', 'public_opinion'])

/** The nine steps of Art. 17 with the present one; on a phone one line: where it stands and what comes next. */
export function ProgressLine({ step, failed = false, stages = [] }: Props) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md !== false
  const own = stages.some((one) => OWN.has(one.key))
  const names = own ? stages.map((one) => t(`stage.${one.key}`)) : Array.from({ length: 9 }, (_, index) => t(`step.${index + 1}`))
  const here = stages.findIndex((one) => one.standing === 'here')
  const now = own ? (here < 0 ? names.length : here + 1) : Math.min(step, 9)
  const status = failed ? 'error' : step > 9 ? 'finish' : 'process'
  return (
    <nav aria-label={t('common.article', { number: 17 })} className="progress-line">
      {wide ? (
        <Steps
          size="small"
          titlePlacement="vertical"
          current={now - 1}
          status={status}
          items={names.map((title) => ({ title }))}
        />
      ) : (
        <>
          <strong>{now}/{names.length} {names[now - 1]}</strong>
          {now < names.length && !failed && <span className="muted"> → {names[now]}</span>}
          <Progress aria-label={t('common.article', { number: 17 })} steps={names.length} percent={(now / names.length) * 100} showInfo={false} {...(failed ? { status: 'exception' as const } : {})} />
        </>
      )}
    </nav>
  )
}
