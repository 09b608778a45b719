import { describe, expect, it } from 'vitest'
import { cells, parse } from './table'

describe('a pasted expert list', () => {
  it('reads tabs from a spreadsheet and commas from a file', () => {
    expect(parse('姓名\t专家库编号\n王镕\tLN-1').rows).toEqual([{ name: '王镕', pool_number: 'LN-1' }])
    expect(parse('\uFEFFname,employer\r\n李喆,"大学, 朝阳"\r\n').rows).toEqual([{ name: '李喆', employer: '大学, 朝阳' }])
  })
  it('keeps quotes and line breaks inside a quoted cell', () => {
    expect(cells('a,"b ""c""\nd"')).toEqual([['a', 'b "c"\nd']])
  })
  it('names headings that it does not know and leaves empty rows out', () => {
    const found = parse('姓名,鞋码\n\n张堃,42\n,\n')
    expect(found.unknown).toEqual(['鞋码'])
    expect(found.rows).toEqual([{ name: '张堃' }])
  })
})
