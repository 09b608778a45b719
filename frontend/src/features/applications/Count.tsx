import { useTranslation } from 'react-i18next'

/** Characters used of those allowed; in red, with the number to cut, once there are too many. */
export function Count({ used, limit, label }: { used: number; limit: number; label?: string }) {
  const { t } = useTranslation()
  const over = used - limit
  return (
    <p className={`count${over > 0 ? ' count-over' : ''}`} role="status">
      {label}{t('applications.count', { used, limit })}{over > 0 && ` · ${t('applications.over', { over })}`}
    </p>
  )
}
