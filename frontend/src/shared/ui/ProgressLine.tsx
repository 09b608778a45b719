import { Steps } from 'antd'
import { useTranslation } from 'react-i18next'

/** The nine steps of Art. 17 with the present one; on a phone it turns into a short vertical line. */
export function ProgressLine({ step, failed = false }: { step: number; failed?: boolean }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('common.article', { number: 17 })} className="progress-line">
      <Steps
        size="small"
        responsive
        titlePlacement="vertical"
        current={Math.min(step, 9) - 1}
        status={failed ? 'error' : step > 9 ? 'finish' : 'process'}
        items={Array.from({ length: 9 }, (_, index) => ({ title: t(`step.${index + 1}`) }))}
      />
    </nav>
  )
}
