import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Button, Card } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListApplicationReceipts } from '@/api/endpoints/applications/applications'
import type { SubmissionReceiptOut } from '@/api/models'
import { saveJson } from '@/shared/lib/save'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'

/** 提交回执: what was handed in, file by file, with its place in the sealed audit trail; the applicant keeps it. */
export function Receipts({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation()
  const { data } = useListApplicationReceipts(applicationId)
  if (!data?.length) return null
  const keep = (receipt: SubmissionReceiptOut) => saveJson(`${t('evidence.receipt.file')}-${receipt.at.slice(0, 10)}-${receipt.sha256.slice(0, 8)}.json`, receipt)
  return (
    <Card size="small" title={<>{t('evidence.receipt.title')} <ArticleTag row="16" /></>}>
      <ul className="receipts">
        {data.map((receipt) => (
          <li key={receipt.sha256}>
            <span>
              {t(`evidence.receipt.${receipt.kind}`)} · {dateTime(receipt.at)}
              <span className="muted"> · SHA-256 {receipt.sha256.slice(0, 12)}… · {t(receipt.proof ? 'evidence.receipt.sealed' : 'evidence.receipt.unsealed')}</span>
            </span>
            <Button size="small" icon={<SafetyCertificateOutlined />} onClick={() => keep(receipt)}>{t('evidence.receipt.keep')}</Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
