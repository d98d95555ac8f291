// The curve of what accepting one statement takes, over the size of the log, as an SVG: plain lines and text, both measured.
export interface Point {
  readonly size: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 320, 60, 110, 48, 44]

/** @param points from the smallest log to the largest, at least two */
export function drawCurve(points: readonly Point[]): string {
  const sizes = points.map(({ size }) => Math.log10(size))
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)]
  const top = niceAbove(Math.max(...points.map(({ p99 }) => p99)))
  const x = (size: number): number =>
    LEFT + ((Math.log10(size) - low) / (high - low)) * (WIDTH - LEFT - RIGHT)
  const y = (ms: number): number => HEIGHT - BOTTOM - (ms / top) * (HEIGHT - TOP - BOTTOM)
  const line = (of: "p50" | "p99", dash: string): string => {
    const at = points.map((point) => `${fixed(x(point.size))},${fixed(y(point[of]))}`).join(" ")
    const last = points.at(-1) as Point
    const dots = points
      .map((point) => `<circle cx="${fixed(x(point.size))}" cy="${fixed(y(point[of]))}" r="3.5"/>`)
      .join("")
    return (
      `<polyline points="${at}" fill="none" stroke="currentColor" stroke-width="2"${dash}/>${dots}` +
      `<text x="${fixed(x(last.size) + 10)}" y="${fixed(y(last[of]) + 4)}">${of} ${last[of].toFixed(1)} ms</text>`
    )
  }
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = fixed(y(share * top))
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" stroke="currentColor" stroke-opacity="0.15"/>` +
      `<text x="${LEFT - 8}" y="${fixed(y(share * top) + 4)}" text-anchor="end">${(share * top).toFixed(top < 4 ? 1 : 0)}</text>`
    )
  })
  const ticks = points.map(
    ({ size }) =>
      `<text x="${fixed(x(size))}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${size.toLocaleString("en").replaceAll(",", " ")}</text>`,
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333" color="#1f5f8b">` +
    `<title>Accepting one statement, by the size of the log</title>` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>` +
    `<text x="${LEFT}" y="24" font-size="14">Accepting one statement, durable: milliseconds, by leaves in the log</text>` +
    `<g>${grid.join("")}${ticks.join("")}</g>` +
    `<g fill="currentColor">${line("p50", "")}${line("p99", ' stroke-dasharray="5 4"')}</g></svg>\n`
  )
}

function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power
}

function fixed(value: number): string {
  return value.toFixed(1)
}
