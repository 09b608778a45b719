import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { linkRecusalFile } from '@/api/endpoints/recusals/recusals'
import type { RecusalOut } from '@/api/models'

/** The written proof of a request; each file opens by a link that is good for a few minutes. */
export function Proofs({ recusal }: { recusal: RecusalOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const show = async (id: string) => {
    try {
      window.open((await linkRecusalFile(recusal.id, id)).url, '_blank', 'noopener')
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  return (
    <ul className="recusals-files">
      {recusal.files.map((file) => (
        <li key={file.id}>
          {file.state === 'stored' ? <Button type="link" onClick={() => void show(file.id)}>{file.filename}</Button> : <span className="muted">{file.filename} · {t('recusals.notArrived')}</span>}
        </li>
      ))}
    </ul>
  )
}
