import HomePage from '@/features/applications/HomePage'
import { OpenTasks } from '@/features/notifications/OpenTasks'

/** The start page of the role, with what waits beside it. */
export default function Start() {
  return (
    <>
      <OpenTasks except={['apply', 'complete', 'waiting']} />
      <HomePage />
    </>
  )
}
