import { Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListExpertImports } from '@/api/endpoints/experts/experts'
import type { ImportOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'

/** Where the pool's rows came from: file, digest, who and when; one of them filters the pool. */
export function Imports({ onClose, onChoose }: { onClose: () => void; onChoose: (one: ImportOut) => void }) {
  const { t } = useTranslation()
  const imports = useListExpertImports({ limit: 200 })
  const columns: Column<ImportOut>[] = [
    { key: 'file', title: t('experts.fileName'), render: (one) => <><strong>{one.file_name ?? t('experts.byApi')}</strong><Digest sha256={one.sha256} /></> },
    { key: 'by', title: t('experts.importedBy'), render: (one) => <>{one.imported_by}<span className="muted block">{dateTime(one.created_at)}</span></> },
    { key: 'did', title: t('experts.imported'), render: (one) => <>{t('experts.rows', { count: one.rows })}<span className="muted block">{t('experts.result', { ...one })}</span></> },
    { key: 'act', title: '', render: (one) => <Button size="small" onClick={() => onChoose(one)}>{t('experts.showImport')}</Button> },
  ]
  return (
    <Drawer open size="large" title={t('experts.imports')} onClose={onClose}>
      <Loaded query={imports}>
        {(page) => <DataTable label={t('experts.imports')} rows={page.items} columns={columns} rowKey={(one) => one.id} empty={t('experts.noImports')} />}
      </Loaded>
    </Drawer>
  )
}

/** The beginning of a digest, whole in its title. */
export function Digest({ sha256 }: { sha256: string }) {
  return <code className="muted block" title={sha256}>SHA-256 {sha256.slice(0, 16)}…</code>
}
