const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4]

/** The next step of the zoom, up or down; the last one stays. */
export const nextZoom = (now: number, way: 1 | -1): number =>
  (way === 1 ? STEPS.find((step) => step > now) : STEPS.findLast((step) => step < now)) ?? now

/** The page that there is, nearest to the one wished for. */
export const nearest = (page: number, count: number): number => Math.min(Math.max(1, Math.floor(page) || 1), Math.max(1, count))
