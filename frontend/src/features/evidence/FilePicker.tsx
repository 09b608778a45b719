import { CameraOutlined, FolderOpenOutlined, InboxOutlined } from '@ant-design/icons'
import { App, Button, Upload } from 'antd'
import { useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { dropped, visible } from './transfer/dropped'

interface Props {
  accept: string
  photos: boolean
  onFiles: (files: File[]) => void
}

const touch = () => window.matchMedia('(pointer: coarse)').matches

/** Choose files, drop files or folders, choose a folder at a desk, take a photo on a phone. */
export function FilePicker({ accept, photos, onFiles }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [over, setOver] = useState(false)
  // Folders are read here: the component below leaves them out.
  const drop = (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setOver(false)
    void dropped(event.dataTransfer).then(({ files, unread }) => {
      if (unread > 0) void message.warning(t('evidence.dropUnread', { count: unread }))
      onFiles(files)
    })
  }
  const picker = { showUploadList: false, multiple: true, accept }
  const chosen = (file: File, all: File[]) => {
    if (file === all[0]) onFiles(visible(all))
    return Upload.LIST_IGNORE
  }
  return (
    <div className={over ? 'file-upload evidence-over' : 'file-upload'} onDropCapture={drop} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)}>
      <Upload.Dragger {...picker} beforeUpload={chosen}>
        <span className="upload-ask"><InboxOutlined className="upload-icon" />{t('evidence.choose')}</span>
      </Upload.Dragger>
      <div className="evidence-pickers">
        {!touch() && (
          <Upload {...picker} directory beforeUpload={chosen}>
            <Button type="link" size="small" icon={<FolderOpenOutlined />}>{t('evidence.folder')}</Button>
          </Upload>
        )}
        {touch() && photos && (
          <Upload {...picker} multiple={false} accept="image/*" capture="environment" beforeUpload={chosen}>
            <Button icon={<CameraOutlined />}>{t('evidence.camera')}</Button>
          </Upload>
        )}
      </div>
    </div>
  )
}
