import { InboxOutlined } from '@ant-design/icons'
import { Progress, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '@/shared/http/problem'
import { ProblemAlert } from './Problem'

export interface Ticket {
  id: string
  url: string
  headers: Record<string, string>
}

/** Send a file straight to the object store; the API never carries its bytes. */
export function put(ticket: Ticket, file: File, progress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transfer = new XMLHttpRequest()
    transfer.open('PUT', ticket.url)
    for (const [name, value] of Object.entries(ticket.headers)) transfer.setRequestHeader(name, value)
    transfer.upload.onprogress = (event) => event.lengthComputable && progress(Math.floor((event.loaded / event.total) * 100))
    transfer.onload = () =>
      transfer.status < 300 ? resolve() : reject(new ProblemError({ type: '/problems/upload', title: `HTTP ${transfer.status}`, status: transfer.status }))
    transfer.onerror = () => reject(new ProblemError({ type: '/problems/offline', title: '', status: 0 }))
    transfer.send(file)
  })
}

interface Props {
  begin: (file: File) => Promise<Ticket>
  confirm: (id: string) => Promise<unknown>
  accept?: string
  disabled?: boolean
  label?: string
}

/** Drag, choose or photograph a file: presigned upload with progress, then the server checks what was stored. */
export function FileUpload({ begin, confirm, accept, disabled = false, label }: Props) {
  const { t } = useTranslation()
  const [running, setRunning] = useState<{ name: string; percent: number; checking: boolean }[]>([])
  const [error, setError] = useState<unknown>(null)
  const update = (name: string, percent: number, checking = false) =>
    setRunning((all) => all.map((one) => (one.name === name ? { name, percent, checking } : one)))

  const upload = async (file: File) => {
    setError(null)
    setRunning((all) => [...all.filter((one) => one.name !== file.name), { name: file.name, percent: 0, checking: false }])
    try {
      const ticket = await begin(file)
      await put(ticket, file, (percent) => update(file.name, percent))
      update(file.name, 100, true)
      await confirm(ticket.id)
    } catch (caught) {
      setError(
        caught instanceof ProblemError && !caught.message
          ? ProblemError.offline(t('upload.failed'), t('common.offline.detail'))
          : caught,
      )
    } finally {
      setRunning((all) => all.filter((one) => one.name !== file.name))
    }
  }

  return (
    <div className="file-upload">
      <Upload.Dragger
        multiple
        disabled={disabled}
        showUploadList={false}
        {...(accept ? { accept } : {})}
        customRequest={({ file }) => void upload(file as File)}
      >
        <span className="upload-ask"><InboxOutlined className="upload-icon" />{label ?? t('upload.choose')}</span>
      </Upload.Dragger>
      {running.map((one) => (
        <div key={one.name} role="status">
          {one.name} · {one.checking ? t('upload.checking') : t('upload.uploading', { percent: one.percent })}
          <Progress percent={one.percent} size="small" showInfo={false} />
        </div>
      ))}
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
    </div>
  )
}
