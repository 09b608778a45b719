/** The columns of an expert list, each with the headings that it may stand under. */
export const COLUMNS: Record<string, string[]> = {
  name: ['姓名', 'name'],
  pool_number: ['专家库编号', 'pool_number', 'pool number'],
  provenance: ['来源', 'provenance'],
  off_pool_reason: ['库外理由', 'off_pool_reason', 'reason off pool'],
  employer: ['单位', 'employer'],
  employer_uscc: ['单位统一社会信用代码', 'employer_uscc', 'credit code of the employer'],
  title: ['职称', 'title'],
  categories: ['评审类目', 'categories'],
  divisions: ['行业大类', 'divisions'],
  leader_qualified: ['组长资格', 'leader_qualified', 'may lead'],
}

export interface Parsed {
  rows: Record<string, string>[]
  unknown: string[]
}

/** Cells of a pasted table (tabs) or a CSV text (commas, quotes, line breaks inside quotes). */
export function cells(text: string): string[][] {
  const body = text.replace(/^\uFEFF/, '')
  const separator = (body.split('\n', 1)[0] ?? '').includes('\t') ? '\t' : ','
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!
    if (quoted) {
      if (char === '"' && body[i + 1] === '"') cell += body[++i]
      else if (char === '"') quoted = false
      else cell += char
    } else if (char === '"' && cell === '') quoted = true
    else if (char === separator) {
      rows.at(-1)!.push(cell)
      cell = ''
    } else if (char === '\n') {
      rows.at(-1)!.push(cell)
      cell = ''
      rows.push([])
    } else if (char !== '\r') cell += char
  }
  rows.at(-1)!.push(cell)
  return rows.map((row) => row.map((one) => one.trim())).filter((row) => row.some((one) => one !== ''))
}

/** A table with its heading as rows by column; headings that no column goes by are named. */
export function parse(text: string): Parsed {
  const [head = [], ...body] = cells(text)
  const keys = head.map((word) => Object.keys(COLUMNS).find((key) => COLUMNS[key]!.includes(word.toLowerCase())) ?? null)
  return {
    rows: body.map((row) => Object.fromEntries(keys.flatMap((key, i) => (key ? [[key, row[i] ?? '']] : [])))),
    unknown: head.filter((word, i) => word !== '' && keys[i] === null),
  }
}
