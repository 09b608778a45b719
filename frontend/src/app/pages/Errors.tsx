import { Button, Result } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Result
      status="404"
      title={t('error.notFound')}
      subTitle={t('error.notFoundHint')}
      extra={<Link to="/"><Button type="primary">{t('error.goHome')}</Button></Link>}
    />
  )
}

export function Crashed() {
  const { t } = useTranslation()
  return (
    <Result
      status="500"
      title={t('error.crashed')}
      subTitle={t('common.server.detail')}
      extra={<Button type="primary" onClick={() => window.location.reload()}>{t('common.reload')}</Button>}
    />
  )
}
