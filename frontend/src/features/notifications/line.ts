import type { TaskOut } from '@/api/models'
import type { Task, TaskStatus } from '@/shared/ui/TaskList'

/** A task of the API as a line of the list. */
export const line = (task: TaskOut): Task => ({
  key: `${task.key}/${task.subject}/${task.link}`,
  title: task.title,
  link: task.link,
  hint: task.hint,
  due: task.due,
  article: task.article,
  status: task.status as TaskStatus,
  ...(task.consequence ? { consequence: task.consequence } : {}),
})
