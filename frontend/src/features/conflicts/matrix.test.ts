import { describe, expect, it } from 'vitest'
import { type Found, narrowed, visible } from './matrix'

const person = (id: string, name: string) => ({ party_id: id, name, role: 'expert', expert_id: null })
const applicant = (id: string, organisation: string) => ({ application_id: id, case_number: `7-${id}`, organisation })
const cell = (party_id: string, application_id: string, grade: 'barred' | 'declare' | 'hint', state: 'open' | 'confirmed' | 'dismissed' | 'cleared') => ({ id: `${party_id}${application_id}`, party_id, application_id, grade, state, hops: 1, version: 1 })
const found: Found = {
  edition_id: 'e', edition: '第七届', next_cursor: null, counts: [],
  people: [person('a', '宋镕'), person('b', '丁喆'), person('c', '高堃')],
  applicants: [applicant('1', '甲公司'), applicant('2', '乙公司')],
  cells: [cell('a', '1', 'barred', 'open'), cell('b', '2', 'hint', 'dismissed')],
}
const all = { grades: [], states: [], onlyWith: false, search: '' }

describe('the matrix', () => {
  it('keeps everything without a filter', () => {
    expect(narrowed(found, all)).toMatchObject({ people: found.people, applicants: found.applicants })
    expect([...narrowed(found, all).cells.keys()]).toEqual(['a 1', 'b 2'])
  })

  it('narrows by grade, state, name and to those with a conflict', () => {
    const barred = narrowed(found, { ...all, grades: ['barred'], onlyWith: true })
    expect([barred.people.map((one) => one.name), barred.applicants.map((one) => one.organisation)]).toEqual([['宋镕'], ['甲公司']])
    expect(narrowed(found, { ...all, states: ['confirmed'], onlyWith: true }).people).toEqual([])
    expect(narrowed(found, { ...all, search: '乙公' }).applicants.map((one) => one.organisation)).toEqual(['乙公司'])
    const byName = narrowed(found, { ...all, search: '丁', onlyWith: true })
    expect([byName.people.map((one) => one.name), byName.applicants.map((one) => one.organisation)]).toEqual([['丁喆'], ['乙公司']])
    expect(narrowed(found, { ...all, search: '乙公', onlyWith: true }).people.map((one) => one.name)).toEqual(['丁喆'])
    expect(narrowed(found, { ...all, search: '无此人' }).people).toEqual([])
  })

  it('draws only what is seen', () => {
    expect(visible(0, 400, 40, 300)).toEqual([0, 14])
    expect(visible(4000, 400, 40, 300)).toEqual([96, 114])
    expect(visible(11_600, 400, 40, 300)).toEqual([286, 300])
  })
})
