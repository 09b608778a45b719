import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListInterests } from '@/api/endpoints/recusals/recusals'
import { useReadCurrentEdition } from '@/api/endpoints/editions/editions'
import { useListScoreSheets } from '@/api/endpoints/scoring/scoring'
import type { DutyOut, SheetOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { type Task, TaskList } from '@/shared/ui/TaskList'
import { useSession } from '@/shared/session/session'

const running: Record<string, string> = { document: 'document_review', defence: 'defence', site: 'site_review' }

/** An expert's day: what to sign, what to declare, what to score. */
export default function ExpertHome() {
  const { t } = useTranslation()
  const { session } = useSession()
  const edition = useReadCurrentEdition()
  const duties = useListInterests({ limit: 200 })
  const sheets = useListScoreSheets({ mine: true, limit: 200 })

  const preparation = (items: DutyOut[]): Task[] => {
    const unsigned = [...new Map(items.filter((duty) => !duty.signed).map((duty) => [duty.edition_id, duty.edition]))]
    return [
      ...unsigned.map(([id, title]): Task => ({ key: `sign-${id}`, title: `${t('scoring.toSign')} · ${title}`, link: `/expert/undertaking/${id}`, hint: t('scoring.toSignHint'), article: cite('33'), status: 'not_started' })),
      ...items.filter((duty) => duty.has_interest === null).map((duty): Task => ({
        key: `declare-${duty.application_id}`, title: t('scoring.toDeclare', { organisation: duty.organisation }), link: '/expert/interests', hint: t('scoring.toDeclareHint'), article: cite('32'), status: 'not_started',
      })),
    ]
  }
  const task = (sheet: SheetOut): Task => ({
    key: sheet.id,
    title: t('scoring.sheetTask', { organisation: sheet.organisation, stage: t(`scoring.stage.${sheet.stage}`) }),
    link: `/expert/sheets/${sheet.id}`,
    hint: `${sheet.case_number} · ${t('scoring.progress', { scored: sheet.scored, items: sheet.items })}`,
    article: cite(sheet.stage === 'document' ? '17(5)' : '17(6)'),
    status: sheet.state === 'submitted' ? 'done' : sheet.scored === 0 ? 'not_started' : sheet.scored < sheet.items ? 'in_progress' : 'incomplete',
  })
  return (
    <Page title={t('scoring.home')} tags={<span className="muted">{session?.person.name}</span>}>
      {edition.data && <ProgressLine step={edition.data.step} stages={edition.data.stages} />}
      <Loaded query={duties}>
        {(page) => (
          <Loaded query={sheets}>
            {(list) => {
              const open = list.items.filter((sheet) => sheet.state === 'open' && running[sheet.stage] === sheet.edition_state)
              const done = list.items.filter((sheet) => sheet.state === 'submitted')
              const tasks = [...preparation(page.items), ...open.map(task)]
              return (
                <div className="stack">
                  {tasks.length === 0 && done.length === 0
                    ? <Empty description={t('scoring.noTasks')} />
                    : <TaskList title={t('scoring.tasks')} tasks={tasks} />}
                  {done.length > 0 && <TaskList title={t('scoring.done')} tasks={done.map(task)} />}
                </div>
              )
            }}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}
