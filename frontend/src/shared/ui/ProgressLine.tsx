import { Grid, Progress, Steps } from 'antd'
import { useTranslation } from 'react-i18next'

/** The nine steps of Art. 17 with the present one; on a phone one line: where it stands and what comes next. */
export function ProgressLine({ step, failed = false }: { step: number; failed?: boolean }) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md !== false
  const now = Math.min(step, 9)
  const status = failed ? 'error' : step > 9 ? 'finish' : 'process'
  return (
    <nav aria-label={t('common.article', { number: 17 })} className="progress-line">
      {wide ? (
        <Steps
          size="small"
          titlePlacement="vertical"
          current={now - 1}
          status={status}
          items={Array.from({ length: 9 }, (_, index) => ({ title: t(`step.${index + 1}`) }))}
        />
      ) : (
        <>
          <strong>{now}/9 {t(`step.${now}`)}</strong>
          {now < 9 && !failed && <span className="muted"> → {t(`step.${now + 1}`)}</span>}
          <Progress aria-label={t('common.article', { number: 17 })} steps={9} percent={(now / 9) * 100} showInfo={false} {...(failed ? { status: 'exception' as const } : {})} />
        </>
      )}
    </nav>
  )
}
