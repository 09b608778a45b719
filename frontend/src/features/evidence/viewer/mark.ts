/** The most pixels of a canvas that every browser can hold. */
export const PIXELS = 16_000_000
const SLANT = -Math.PI / 9
/** Dark for white paper, light beside it for dark pictures. */
const INKS: [colour: string, offset: number][] = [['rgba(255, 255, 255, 0.3)', 0.06], ['rgba(90, 100, 120, 0.28)', 0]]

/** How much larger than its place on the page a canvas of this size may be: sharp on the screen, never too large to hold. */
export const sharpness = (width: number, height: number, ratio: number) => Math.min(ratio, Math.sqrt(PIXELS / Math.max(1, width * height)))

/**
 * Who reads, when, and whose file it is, all over the canvas: a copy of the picture carries it too.
 * `ratio` is pixels of the canvas to one of the page.
 */
export function drawMark(context: CanvasRenderingContext2D, lines: string[], ratio: number) {
  const { width, height } = context.canvas
  // A small page has it smaller, so that it is there whole.
  const size = Math.min(15 * ratio, width / 26)
  context.save()
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.font = `${size}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`
  context.textAlign = 'center'
  const across = Math.max(...lines.map((line) => context.measureText(line).width)) + 5 * size
  const down = 11 * size
  for (let y = down / 2, row = 0; y < height + down; y += down, row += 1) {
    for (let x = row % 2 === 0 ? across / 2 : 0; x < width + across; x += across) {
      context.save()
      context.translate(x, y)
      context.rotate(SLANT)
      for (const [colour, offset] of INKS) {
        context.fillStyle = colour
        lines.forEach((line, index) => context.fillText(line, offset * size, (index * 1.5 + offset) * size))
      }
      context.restore()
    }
  }
  context.restore()
}
