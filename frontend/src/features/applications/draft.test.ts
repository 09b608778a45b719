import { describe, expect, it } from 'vitest'
import { concerns, toPatch } from './draft'
import { placeOf } from './paths'

describe('what was typed becomes the body of the autosave', () => {
  it('keeps parts apart and sends what was emptied as null', () => {
    expect(toPatch({
      'form.contact_name': '李喆', 'form.revenue': { 2024: 5 }, 'form.contact_email': '', 'form.honours': [],
      'self_evaluation.4.1.2': '', 'self_evaluation.4.1.3': '做法', profile: '', declared_by: '王镕',
    })).toEqual({
      form: { contact_name: '李喆', revenue: { 2024: 5 }, contact_email: null, honours: [] },
      self_evaluation: { '4.1.2': null, '4.1.3': '做法' },
      profile: '',
      declared_by: '王镕',
    })
  })
  it('finds the field that the server complains about', () => {
    expect(concerns('form.revenue.2024', 'form.revenue')).toBe(true)
    expect(concerns('self_evaluation', 'self_evaluation.4.1.2')).toBe(true)
    expect(concerns('form.contact_phone', 'form.contact_name')).toBe(false)
    expect(concerns('form.tax', 'form.tax_rate')).toBe(false)
  })
  it('leads every gap to where it is closed', () => {
    const gap = (section: string, field: string) => placeOf('7', { section, field, article: '16', message: '', next: '' })
    expect(gap('indicators', 'revenue.2024')).toEqual({ to: '/applicant/applications/7/form/indicators', hash: 'form.revenue.2024' })
    expect(gap('self_evaluation', '4.1.2')).toEqual({ to: '/applicant/applications/7/self-evaluation/4.1.2' })
    expect(gap('evidence', 'licence')).toEqual({ to: '/applicant/applications/7/evidence', hash: 'slot-licence' })
    expect(gap('profile', 'profile')).toEqual({ to: '/applicant/applications/7/profile', hash: 'profile' })
    expect(gap('declaration', '')).toEqual({ to: '/applicant/applications/7/check', hash: 'declared_by' })
  })
})
