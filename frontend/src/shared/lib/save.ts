/** Hand the reader a file made on this page. */
export function save(name: string, type: string, content: BlobPart): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

export const saveJson = (name: string, content: unknown): void => save(name, 'application/json', JSON.stringify(content, null, 2))

/** A table that spreadsheets read as UTF-8: it begins with a byte order mark. */
export const saveCsv = (name: string, lines: string): void => save(name, 'text/csv;charset=utf-8', `\uFEFF${lines}`)

/** Rows as a table for spreadsheets. What could be taken for a formula is quoted as text. */
export function saveTable(name: string, rows: (string | number | null)[][]): void {
  const cell = (value: string | number | null) => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '')
    return `"${text.replaceAll('"', '""')}"`
  }
  saveCsv(`${name}.csv`, rows.map((row) => row.map(cell).join(',')).join('\r\n'))
}
