import { FileTextOutlined } from '@ant-design/icons'
import { App, Button, Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { linkEvidence, useListEvidence } from '@/api/endpoints/evidence/evidence'
import type { EvidenceOut, FormOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { size } from '@/shared/lib/size'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded } from '@/shared/ui/Page'

/** The stored files by slot, opened by a link that lives five minutes; every look is on record (Art. 33). */
export function Files({ applicationId, form }: { applicationId: string; form: FormOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const query = useListEvidence(applicationId)
  const open = async (file: EvidenceOut) => {
    // The tab is opened at once: a browser blocks one that comes after a wait.
    const tab = window.open('', '_blank')
    try {
      const { url } = await linkEvidence(file.id)
      if (tab) tab.location.href = url
      else window.location.href = url
    } catch (error) {
      tab?.close()
      void message.error((error as Error).message)
    }
  }
  return (
    <Loaded query={query}>
      {(files) => {
        const stored = files.filter((file) => file.state === 'stored')
        const slots = [
          ...form.slots.map((slot) => ({ key: slot.key, title: slot.title, article: slot.article, required: slot.required })),
          ...form.items.filter((item) => stored.some((file) => file.slot === item.code)).map((item) => ({ key: item.code, title: `${item.code} ${item.name}`, article: cite('17(2)'), required: false })),
        ].map((slot) => ({ ...slot, files: stored.filter((file) => file.slot === slot.key) }))
        const shown = slots.filter((slot) => slot.required || slot.files.length > 0)
        if (stored.length === 0) return <Empty description={t('applications.noFiles')} />
        return (
          <div className="stack">
            {shown.map((slot) => (
              <section key={slot.key}>
                <h2 className="part">{slot.title} <ArticleTag article={slot.article} /></h2>
                {slot.files.length === 0 && <strong className="missing">{t('applications.noFile')}</strong>}
                {slot.files.map((file) => (
                  <div key={file.id} className="file">
                    <Button type="link" icon={<FileTextOutlined />} onClick={() => void open(file)}>{file.filename}</Button>
                    <span className="muted">{size(file.size)} · {dateTime(file.stored_at)} · SHA-256 {file.sha256?.slice(0, 12)}…</span>
                  </div>
                ))}
              </section>
            ))}
            <p className="muted">{t('applications.lookRecorded')}</p>
          </div>
        )
      }}
    </Loaded>
  )
}
