import { Card, Empty, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ArticleTag } from './ArticleTag'
import { Deadline } from './Deadline'

export type TaskStatus = 'not_started' | 'in_progress' | 'incomplete' | 'done'

export interface Task {
  key: string
  title: string
  link?: string
  hint?: string
  due?: string | null
  consequence?: string
  article?: string | null
  status: TaskStatus
}

const colours: Record<TaskStatus, string> = { not_started: 'default', in_progress: 'processing', incomplete: 'warning', done: 'success' }

/** What to do next and until when: 未开始 / 进行中 / 有缺项 / 已完成. */
export function TaskList({ tasks, title }: { tasks: Task[]; title?: string }) {
  const { t } = useTranslation()
  return (
    <Card title={title} className="task-list">
      {tasks.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('common.noActions')} />}
      <ul>
        {tasks.map((task) => (
          <li key={task.key}>
            <div className="task-main">
              {task.link ? <Link to={task.link}>{task.title}</Link> : <span>{task.title}</span>}
              <ArticleTag article={task.article} />
              {task.hint && <div className="muted">{task.hint}</div>}
              {task.due && <Deadline at={task.due} {...(task.consequence ? { consequence: task.consequence } : {})} />}
            </div>
            <Tag color={colours[task.status]}>{t(`task.${task.status}`)}</Tag>
          </li>
        ))}
      </ul>
    </Card>
  )
}
