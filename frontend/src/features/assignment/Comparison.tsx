import { Radio, Tag } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ProposalOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { dateTime } from '@/shared/lib/time'

/** A, B, C, D: the proposals of one run. */
export const letter = (rank: number) => String.fromCharCode(65 + rank)

/** The proposals of one run side by side; one of them is looked at. */
export function Comparison({ rows, chosen, onChoose }: { rows: ProposalOut[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...rows.flatMap((row) => Object.values(row.loads)))
  const lines: [string, (row: ProposalOut) => React.ReactNode][] = [
    ['quality', (row) => <Tag color={row.proved ? 'success' : 'warning'}>{row.proved ? t('assignment.proved') : t('assignment.gap', { gap: ((row.gap ?? 0) * 100).toFixed(3) })}</Tag>],
    ['objective', (row) => <>{score(row.objective ?? 0)} <span className="muted">≤ {score(row.bound ?? 0)}</span></>],
    ['loss', (row) => (row.loss ? `−${score(row.loss)}` : '—')],
    ['change', (row) => <><span className="assignment-good">+{row.added}</span> <span className="assignment-bad">−{row.removed}</span> <span className="muted">{t('assignment.keptSeats', { count: row.kept })}</span></>],
    ['short', (row) => shortfall(row, t)],
    ['load', (row) => <><span>{row.least_load}–{row.greatest_load}</span><Spread loads={row.loads} most={most} label={t('assignment.spread')} /></>],
    ['fits', (row) => `${row.fits['10'] ?? 0} / ${row.fits['4'] ?? 0} / ${row.fits['0'] ?? 0}`],
    ['covered', (row) => `${row.covered.toFixed(1)} / ${row.categories}`],
    ['worst', (row) => score(row.least_worth)],
    ['seconds', (row) => t('assignment.seconds', { seconds: (row.seconds ?? 0).toFixed(2) })],
  ]
  return (
    <section className="assignment-compare" aria-label={t('assignment.compare')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col"><span className="muted">{t('assignment.compare')}</span></th>
            {rows.map((row) => (
              <th key={row.id} scope="col" className={row.id === chosen ? 'assignment-chosen' : undefined}>
                <Radio checked={row.id === chosen} onChange={() => onChoose(row.id)}>{t('assignment.plan', { letter: letter(row.rank) })}</Radio>
                {row.applied_at && <Tag color="blue" title={`${row.applied_by ?? ''} ${dateTime(row.applied_at)}`}>{t('assignment.applied')}</Tag>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([key, cell]) => (
            <tr key={key}>
              <th scope="row">{t(`assignment.figure.${key}`)}</th>
              {rows.map((row) => <td key={row.id} className={row.id === chosen ? 'assignment-chosen' : undefined}>{row.finished_at && !row.failure ? cell(row) : '…'}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function shortfall(row: ProposalOut, t: TFunction) {
  const said = [
    row.open_seats > 0 && t('assignment.openSeats', { count: row.open_seats }),
    row.without_leader > 0 && t('assignment.leaderless', { count: row.without_leader }),
    row.without_industry > 0 && t('assignment.noIndustry', { count: row.without_industry }),
    row.below_least > 0 && t('assignment.belowLeast', { count: row.below_least }),
  ].filter(Boolean)
  return said.length === 0 ? <span className="assignment-good">{t('assignment.whole')}</span> : <span className="assignment-bad">{said.join('，')}</span>
}

/** How many experts have how many seats: a bar each. */
function Spread({ loads, most, label }: { loads: Record<string, number>; most: number; label: string }) {
  const rows = Object.entries(loads).map(([load, experts]) => ({ load: Number(load), experts }))
  return (
    <span className="assignment-spread" role="img" aria-label={`${label} ${rows.map((row) => `${row.load}: ${row.experts}`).join(', ')}`}>
      {rows.map((row) => <span key={row.load}><i style={{ height: `${Math.max(2, (row.experts / most) * 28)}px` }} /><small>{row.load}</small></span>)}
    </span>
  )
}
