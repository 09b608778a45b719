import { App, Button, Card, Popconfirm, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getListSigningKeysQueryKey, rotateSigningKeys, useListSigningKeys } from '@/api/endpoints/identity/identity'
import type { SigningKeyOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

const COLOUR: Record<string, string> = { next: 'processing', active: 'success', retired: 'default' }

/** The keys that sign logins: they rotate by themselves; a suspected one is replaced at once. */
export default function KeysPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const keys = useListSigningKeys()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const rotate = async () => {
    setBusy(true)
    setError(null)
    try {
      queries.setQueryData(getListSigningKeysQueryKey(), await rotateSigningKeys())
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const columns: Column<SigningKeyOut>[] = [
    { key: 'kid', title: t('identity.kid'), render: (row) => <code style={{ overflowWrap: 'anywhere' }}>{row.kid}</code> },
    { key: 'state', title: t('identity.state'), render: (row) => <Tag color={COLOUR[row.state] ?? 'default'}>{t(`identity.key.${row.state}`)}</Tag> },
    { key: 'created', title: t('identity.created'), render: (row) => dateTime(row.created_at) },
    { key: 'changed', title: t('identity.changed'), render: (row) => dateTime(row.changed_at) },
  ]
  return (
    <Page
      title={t('identity.keys')}
      extra={
        <Popconfirm title={t('identity.rotate')} description={t('identity.rotateHint')} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => void rotate()}>
          <Button danger loading={busy}>{t('identity.rotate')}</Button>
        </Popconfirm>
      }
    >
      <Card>
        <p className="muted">{t('identity.keysIntro')}</p>
        {error !== null && <ProblemAlert error={error} />}
        <Loaded query={keys}>{(rows) => <DataTable label={t('identity.keys')} rows={rows} columns={columns} rowKey={(row) => row.kid} />}</Loaded>
      </Card>
    </Page>
  )
}
