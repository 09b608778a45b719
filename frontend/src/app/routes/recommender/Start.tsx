import HomePage from '@/features/recommendation/DeskPage'
import { OpenTasks } from '@/features/notifications/OpenTasks'

/** The start page of the role, with what waits beside it. */
export default function Start() {
  return (
    <>
      <OpenTasks except={['recommend']} />
      <HomePage />
    </>
  )
}
