import { Empty, Tag } from 'antd'
import { CrownOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { ExpertLoadOut } from '@/api/models'

/** How many applicants each expert has, fullest first. */
export function Loads({ experts }: { experts: ExpertLoadOut[] }) {
  const { t } = useTranslation()
  if (experts.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.expertsEmpty')} />
  const most = Math.max(1, ...experts.map((expert) => expert.load))
  return (
    <ul className="assignment-loads" aria-label={t('assignment.loadChart')} tabIndex={0}>
      {[...experts].sort((a, b) => b.load - a.load || a.name.localeCompare(b.name)).map((expert) => (
        <li key={expert.expert_id}>
          <span>
            {expert.name}{' '}
            {expert.leader_qualified && <Tag variant="outlined" icon={<CrownOutlined />}>{t('assignment.qualified')}</Tag>}
            {['dismissed', 'disqualified'].includes(expert.status) && <Tag color="error">{t('assignment.unfit')}</Tag>}
            {!expert.checked && <Tag>{t('assignment.uncheckedTag')}</Tag>}
            {!expert.account && <Tag>{t('assignment.noAccount')}</Tag>}
          </span>
          <strong>{expert.load}</strong>
          <div className="assignment-bar" aria-hidden><i style={{ width: `${(expert.load / most) * 100}%` }} /></div>
        </li>
      ))}
    </ul>
  )
}
