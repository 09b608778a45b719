import { Drawer, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { actOnConflict, useReadConflict } from '@/api/endpoints/conflicts/conflicts'
import type { ConflictOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import { Chain } from './Chain'
import { Mark } from './Matrix'

/** One conflict: its path as a sentence and drawn, the source of each step, the decision. */
export function ConflictPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const conflict = useReadConflict(id)
  return (
    <Drawer open size="large" title={<>{t('conflicts.panel')} <ArticleTag row="32" /></>} onClose={onClose}>
      <Loaded query={conflict}>{(found) => <Shown conflict={found} />}</Loaded>
    </Drawer>
  )
}

function Shown({ conflict }: { conflict: ConflictOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const role = useSession().session?.membership?.role ?? 'office'
  const act = async (action: string, body: Record<string, unknown>) => {
    await actOnConflict(conflict.id, action as 'confirm', { decision_reason: String(body.decision_reason ?? '') }, { headers: ifMatch(conflict.version) })
    await queries.invalidateQueries()
  }
  return (
    <>
      <Space wrap size="middle" align="center">
        <strong>{conflict.person}</strong>
        <Mark cell={conflict} />
        <Tag>{t(`conflicts.grade.${conflict.grade}`)}</Tag>
        <StateTag entity="conflict" state={conflict.state} />
        <strong>{conflict.organisation}</strong>
        <span className="muted">{conflict.case_number}</span>
      </Space>
      <Chain path={conflict.path} />
      <p className="muted">{t('conflicts.evidence', { count: conflict.evidence })} · {t('conflicts.foundAt', { time: dateTime(conflict.created_at) })}</p>
      <p><Link to={`/${role}/relations/${conflict.party_id}`}>{t('conflicts.graph')}</Link></p>
      {role === 'office' && conflict.path.steps.some((step) => step.kind === 'name') && <p><Link to="/office/relations" search={{ tab: 'same' } as never}>{t('conflicts.whoIsWho')}</Link></p>}
      {conflict.decision_reason && <p>{t('conflicts.decidedBy', { name: conflict.decided_by ?? '—', reason: conflict.decision_reason })}</p>}
      {conflict.actions.length > 0 && <p className="muted">{t('conflicts.decideHint')}</p>}
      <ActionBar entity="conflict" actions={conflict.actions} perform={act} summary={<p><strong>{conflict.person}</strong> · {conflict.organisation} · {t(`conflicts.grade.${conflict.grade}`)}</p>} />
    </>
  )
}
