import { Alert, Button, Card, Descriptions, Input, Result, Space } from 'antd'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useVerifyCertificate } from '@/api/endpoints/public-site/public-site'
import { ProblemError } from '@/shared/http/problem'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { TierTag } from '@/shared/ui/TierTag'

/** What stands behind a certificate: winner, year, and whether it is still valid. */
export default function VerifyPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { code = '' } = useParams({ strict: false }) as { code?: string }
  const [typed, setTyped] = useState(code)
  const found = useVerifyCertificate(code, { query: { enabled: code !== '', retry: false } })
  const missing = found.error instanceof ProblemError && found.error.status === 404
  return (
    <Page title={t('public_site.verify')} tags={<ArticleTag row="35" />}>
      <Card>
        <p>{t('public_site.verifyHint')} <Link to="/draws">{t('public_site.draws')}</Link></p>
        <Space.Compact style={{ width: '100%', maxWidth: 480 }}>
          <Input aria-label={t('public_site.code')} value={typed} onChange={(event) => setTyped(event.target.value.trim())} onPressEnter={() => void navigate({ to: `/verify/${typed}` as string })} />
          <Button type="primary" disabled={!typed} onClick={() => void navigate({ to: `/verify/${typed}` as string })}>{t('public_site.check')}</Button>
        </Space.Compact>
      </Card>
      {missing && <Alert type="warning" showIcon title={t('public_site.notFound')} description={t('public_site.notFoundHint')} style={{ marginTop: 16 }} />}
      {found.error && !missing ? <ProblemAlert error={found.error} /> : null}
      {found.data && (
        <Card style={{ marginTop: 16 }}>
          <Result
            status={found.data.state === 'granted' ? 'success' : 'error'}
            title={found.data.state === 'granted' ? t('public_site.valid') : t('public_site.revoked', { date: date(found.data.revoked_on) })}
            subTitle={found.data.project ? `${found.data.organisation} · ${found.data.project}` : found.data.organisation}
          />
          <Descriptions
            bordered
            column={1}
            items={[
              { key: 'award', label: t('public_site.tier'), children: <>{t('public_site.edition', { number: found.data.edition, year: found.data.year })} {found.data.award_name} <TierTag tier={found.data.tier} /></> },
              { key: 'number', label: t('public_site.certificate'), children: found.data.certificate_number },
              { key: 'granted', label: t('public_site.granted'), children: date(found.data.granted_on) },
            ]}
          />
          <p className="muted">{t('public_site.useRule')}</p>
        </Card>
      )}
    </Page>
  )
}
