import { Button, Card, Empty, Grid, Table, type TableColumnType } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export interface Column<T> extends Omit<TableColumnType<T>, 'render' | 'title'> {
  key: string
  title: string
  render: (row: T) => ReactNode
  /** Left out of the cards on a phone. */
  wideOnly?: boolean
}

interface Props<T> {
  rows: T[]
  columns: Column<T>[]
  rowKey: (row: T) => string
  loading?: boolean
  empty?: ReactNode
  more?: () => void
  loadingMore?: boolean
  label: string
  /** Cells break, the table never scrolls sideways. */
  wrap?: boolean
}

/** A table on a desktop, cards on a phone; 1 000 rows are drawn virtually. */
export function DataTable<T extends object>({ rows, columns, rowKey, loading = false, empty, more, loadingMore = false, label, wrap = false }: Props<T>) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md !== false
  const nothing = <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty ?? t('common.none')} />
  const big = rows.length > 100
  return (
    <section aria-label={label}>
      {wide ? (
        <Table<T>
          rowKey={rowKey}
          dataSource={rows}
          columns={columns}
          loading={loading}
          pagination={false}
          size="middle"
          locale={{ emptyText: nothing }}
          {...(wrap ? { tableLayout: 'fixed' as const } : big ? { virtual: true, scroll: { x: 900, y: 620 } } : { scroll: { x: 'max-content' } })}
        />
      ) : rows.length === 0 && !loading ? (
        nothing
      ) : (
        <div className="card-list">
          {rows.map((row) => (
            <Card key={rowKey(row)} size="small">
              <dl>
                {columns.filter((column) => !column.wideOnly).map((column) => (
                  <div key={column.key}>
                    <dt>{column.title}</dt>
                    <dd>{column.render(row)}</dd>
                  </div>
                ))}
              </dl>
            </Card>
          ))}
        </div>
      )}
      {more && (
        <div className="table-more">
          <Button onClick={more} loading={loadingMore}>{t('common.more')}</Button>
        </div>
      )}
    </section>
  )
}
