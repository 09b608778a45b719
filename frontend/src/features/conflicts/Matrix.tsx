import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Applicant, type Cell, type Person, type Shown, at, visible } from './matrix'
import './conflicts.css'

const SIZE = 40
const HEAD = { width: 190, height: 132 }

interface Props {
  shown: Shown
  onOpen: (cell: Cell) => void
}

/**
 * Reviewers down, applicants across. Only what the window shows is drawn, so that 300 × 200 scroll as 6 × 8 do; letters carry
 * the grade, colour helps. One cell has the focus; arrow keys move it.
 */
export function Matrix({ shown, onOpen }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, left: 0, width: 900, height: 600 })
  const [active, setActive] = useState({ row: 0, column: 0 })
  const [hover, setHover] = useState<{ row: number; column: number } | null>(null)
  const moved = useRef(false)
  const { people, applicants, cells } = shown
  const row = Math.min(active.row, people.length - 1)
  const column = Math.min(active.column, applicants.length - 1)

  useEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => setSeen({ top: element.scrollTop, left: element.scrollLeft, width: element.clientWidth, height: element.clientHeight })
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])

  useEffect(() => {
    if (!moved.current) return
    moved.current = false
    box.current?.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus({ preventScroll: true })
  }, [row, column, seen])

  const go = (next: { row: number; column: number }) => {
    const to = { row: Math.max(0, Math.min(people.length - 1, next.row)), column: Math.max(0, Math.min(applicants.length - 1, next.column)) }
    const element = box.current
    if (element) {
      const y = to.row * SIZE
      const x = to.column * SIZE
      if (y < element.scrollTop) element.scrollTop = y
      if (y + SIZE > element.scrollTop + element.clientHeight - HEAD.height) element.scrollTop = y + SIZE - element.clientHeight + HEAD.height
      if (x < element.scrollLeft) element.scrollLeft = x
      if (x + SIZE > element.scrollLeft + element.clientWidth - HEAD.width) element.scrollLeft = x + SIZE - element.clientWidth + HEAD.width
    }
    moved.current = true
    setActive(to)
  }
  const press = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((seen.height - HEAD.height) / SIZE) - 1)
    const steps: Record<string, { row: number; column: number }> = {
      ArrowUp: { row: row - 1, column }, ArrowDown: { row: row + 1, column }, ArrowLeft: { row, column: column - 1 }, ArrowRight: { row, column: column + 1 },
      PageUp: { row: row - page, column }, PageDown: { row: row + page, column }, Home: { row, column: 0 }, End: { row, column: applicants.length - 1 },
    }
    const next = steps[event.key]
    if (!next) return
    event.preventDefault()
    go(next)
  }
  const words = (person: Person, applicant: Applicant, cell: Cell | undefined) =>
    cell
      ? t('conflicts.at', { person: person.name, organisation: applicant.organisation, grade: t(`conflicts.grade.${cell.grade}`), state: t(`state.conflict.${cell.state}`) })
      : t('conflicts.noneAt', { person: person.name, organisation: applicant.organisation })

  const [firstRow, lastRow] = visible(seen.top, seen.height, SIZE, people.length)
  const [firstColumn, lastColumn] = visible(seen.left, seen.width, SIZE, applicants.length)
  const lit = hover ?? { row, column }
  return (
    <div
      ref={box}
      className="matrix"
      role="grid"
      aria-label={t('conflicts.matrix')}
      aria-rowcount={people.length + 1}
      aria-colcount={applicants.length + 1}
      onKeyDown={press}
      onMouseLeave={() => setHover(null)}
    >
      <div className="matrix-space" style={{ width: HEAD.width + applicants.length * SIZE, height: HEAD.height + people.length * SIZE }}>
        <div role="row" aria-rowindex={1} className="matrix-heads" style={{ height: HEAD.height }}>
          <div role="columnheader" aria-colindex={1} className="matrix-corner" style={{ width: HEAD.width, height: HEAD.height }}>
            <span>{t('conflicts.organisation')} →</span><span>{t('conflicts.person')} ↓</span>
          </div>
          {applicants.slice(firstColumn, lastColumn).map((applicant, index) => (
            <div
              key={applicant.application_id}
              role="columnheader"
              aria-colindex={firstColumn + index + 2}
              className={`matrix-column${lit.column === firstColumn + index ? ' matrix-lit' : ''}`}
              style={{ left: HEAD.width + (firstColumn + index) * SIZE, width: SIZE, height: HEAD.height }}
              title={`${applicant.organisation} ${applicant.case_number}`}
            >
              <span>{applicant.organisation}</span>
            </div>
          ))}
        </div>
        {people.slice(firstRow, lastRow).map((person, step) => {
          const place = firstRow + step
          return (
            <div key={person.party_id} role="row" aria-rowindex={place + 2} className={`matrix-row${lit.row === place ? ' matrix-lit' : ''}`} style={{ top: HEAD.height + place * SIZE, height: SIZE }}>
              <div role="rowheader" aria-colindex={1} className="matrix-person" style={{ width: HEAD.width, height: SIZE }}>
                <span>{person.name}</span> <small>{t(`conflicts.role.${person.role}`)}</small>
              </div>
              {applicants.slice(firstColumn, lastColumn).map((applicant, index) => {
                const where = firstColumn + index
                const cell = cells.get(at(person, applicant))
                const here = place === row && where === column
                return (
                  <div
                    key={applicant.application_id}
                    role="gridcell"
                    aria-colindex={where + 2}
                    data-place={`${place} ${where}`}
                    tabIndex={here ? 0 : -1}
                    aria-label={words(person, applicant, cell)}
                    title={words(person, applicant, cell)}
                    className={`matrix-cell${lit.column === where ? ' matrix-lit' : ''}`}
                    style={{ left: HEAD.width + where * SIZE, width: SIZE, height: SIZE }}
                    onMouseEnter={() => setHover({ row: place, column: where })}
                    onClick={() => {
                      setActive({ row: place, column: where })
                      if (cell) onOpen(cell)
                    }}
                    onKeyDown={(event) => {
                      if ((event.key === 'Enter' || event.key === ' ') && cell) {
                        event.preventDefault()
                        onOpen(cell)
                      }
                    }}
                  >
                    {cell && <Mark cell={cell} />}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** A grade as a letter in its colour; a ring while it is to be decided, struck through once it is dismissed or gone. */
export function Mark({ cell }: { cell: Pick<Cell, 'grade' | 'state'> }) {
  const { t } = useTranslation()
  return <span aria-hidden className={`mark mark-${cell.grade} mark-${cell.state}`}>{t(`conflicts.letter.${cell.grade}`)}</span>
}
