import { useTranslation } from 'react-i18next'
import { useListTasks } from '@/api/endpoints/notifications/notifications'
import { TaskList } from '@/shared/ui/TaskList'
import { line } from './line'

/** What else waits for this role, beside what the page itself shows; nothing when nothing does. */
export function OpenTasks({ except }: { except: string[] }) {
  const { t } = useTranslation()
  const tasks = useListTasks()
  const open = (tasks.data ?? []).filter((task) => task.status !== 'done' && !except.some((key) => task.key.startsWith(key)))
  if (open.length === 0) return null
  return (
    <div className="page" style={{ marginBottom: 20 }}>
      <TaskList title={t('notifications.also')} tasks={open.map(line)} />
    </div>
  )
}
