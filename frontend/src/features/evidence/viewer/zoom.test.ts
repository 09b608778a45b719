import { describe, expect, it } from 'vitest'
import { PIXELS, sharpness } from './mark'
import { nearest, nextZoom } from './zoom'

describe('zoom', () => {
  it('goes from step to step and stays at the last', () => {
    expect(nextZoom(1, 1)).toBe(1.25)
    expect(nextZoom(1, -1)).toBe(0.75)
    expect(nextZoom(4, 1)).toBe(4)
    expect(nextZoom(0.5, -1)).toBe(0.5)
  })
  it('never makes a canvas larger than browsers can hold', () => {
    expect(sharpness(800, 1000, 2)).toBe(2)
    const ratio = sharpness(8000, 6000, 3)
    expect(8000 * ratio * 6000 * ratio).toBeLessThanOrEqual(PIXELS + 1)
  })
})

describe('a page', () => {
  it.each([[0, 9, 1], [12, 9, 9], [3.7, 9, 3], [NaN, 9, 1], [5, 0, 1]])('%d of %d is %d', (page, count, found) => {
    expect(nearest(page, count)).toBe(found)
  })
})
