import { Button, Collapse, Space } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { useReadEdition } from '@/api/endpoints/editions/editions'
import { useReadRecordProof } from '@/api/endpoints/oversight/oversight'
import type { AuditRecordOut } from '@/api/models'
import { saveJson } from '@/shared/lib/save'
import { clock, date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded } from '@/shared/ui/Page'
import { actionWords, fieldWords, nameWords, stateWords, type Titles, valueWords } from './words'

/** One record of the trail in words, and the proof that it is in the signed log. */
export function Record({ row }: { row: AuditRecordOut }) {
  const { t } = useTranslation()
  const titles = useTitles(row)
  const seat = row.seat ? ` · ${t(`oversight.seat.${row.seat}`)}` : ''
  const lines: [string, ReactNode][] = [
    [t('oversight.at'), `${date(row.at)} ${clock(new Date(row.at), true)}`],
    [t('oversight.who'), `${nameWords(t, row)}（${t(`oversight.role.${row.role}`)}${seat}）`],
    [t('oversight.what'), `${t(`oversight.entity.${row.entity}`)} · ${actionWords(t, row)}`],
    ...(row.case_number ? [[t('oversight.caseNumber'), row.case_number] as [string, ReactNode]] : []),
    ...(row.to_state ? [[t('oversight.states'), stateWords(t, row)] as [string, ReactNode]] : []),
    ...(row.article ? [[t('oversight.article'), <ArticleTag key="article" article={row.article} />] as [string, ReactNode]] : []),
    ...Object.entries(row.detail).filter(([key]) => key !== 'part').map(([key, value]): [string, ReactNode] => [fieldWords(t, key), <span key={key} className="wrap">{valueWords(t, key, value, titles)}</span>]),
    [t('oversight.subject'), <code key="subject" className="wrap">{row.entity_id ?? '—'}</code>],
    [t('oversight.seal'), row.seal ? <code key="seal" className="wrap">{row.seal}</code> : t('oversight.unsealed')],
  ]
  return (
    <>
      <dl className="check-answers">{lines.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <Collapse ghost size="small" destroyOnHidden items={[{ key: 'proof', label: t('oversight.proof'), children: <Proof row={row} /> }]} />
    </>
  )
}

/** What the ruleset calls fields, requirements and checks of the record's case, and points of its edition; asked for only where some are named. */
function useTitles(row: AuditRecordOut): Titles {
  const named = (...keys: string[]) => keys.some((key) => key in row.detail)
  const form = useReadApplicationForm(row.application_id ?? '', { query: { enabled: row.application_id !== null && named('fields', 'slot', 'item', 'items', 'failed'), staleTime: Infinity } })
  const edition = useReadEdition(row.edition_id ?? '', { query: { enabled: row.edition_id !== null && named('point'), staleTime: Infinity } })
  const asked = form.data ? [...form.data.fields, ...form.data.slots, ...form.data.checklist] : []
  return new Map([...asked, ...(edition.data?.settings ?? [])].map((one) => [one.key, one.title]))
}

function Proof({ row }: { row: AuditRecordOut }) {
  const { t } = useTranslation()
  const proof = useReadRecordProof(row.id)
  return (
    <Loaded query={proof}>
      {({ proof: found, size, leaf }) =>
        found === null ? <p className="muted">{t('oversight.proofNone')}</p> : (
          <Space orientation="vertical">
            <span>{t('oversight.proofPlace', { entry: found.index + 1, size, count: found.path.length })}</span>
            <span>{t('oversight.proofLeaf')} <code className="wrap">{leaf}</code></span>
            <Space wrap>
              <Button size="small" onClick={() => saveJson(`${t('oversight.proofFile')}-${row.id}.json`, found)}>{t('oversight.proofSave')}</Button>
              <span className="muted">{t('oversight.proofHint')}</span>
            </Space>
          </Space>
        )
      }
    </Loaded>
  )
}
