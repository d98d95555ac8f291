// Pictures of an audit as plain shapes: the days of a log, one lane for each kind of event, and how the log grew. What draws
// them is somebody else's: the report writes SVG text, a page makes elements.
import type { Finding } from "./findings.ts"
import type { LogDay } from "./report.ts"

/** What stands in a picture. Lengths are in the picture's own units; `tone` says what it is, not how it looks. */
export type Shape =
  | {
      readonly kind: "line"
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
    }
  | { readonly kind: "path"; readonly points: readonly (readonly [number, number])[]; readonly tone: Tone }
  | { readonly kind: "dot"; readonly x: number; readonly y: number; readonly r: number; readonly tone: Tone }
  | { readonly kind: "cross"; readonly x: number; readonly y: number; readonly r: number }
  | {
      readonly kind: "text"
      readonly x: number
      readonly y: number
      readonly text: string
      readonly anchor: "start" | "middle" | "end"
    }

export type Tone = "plain" | "growth" | "fault"

export interface Drawing {
  readonly width: number
  readonly height: number
  /** What it shows, in one sentence, for who cannot see it. */
  readonly title: string
  readonly shapes: readonly Shape[]
}

const WIDTH = 720
const LEFT = 150 // where lanes begin: names stand before it
const RIGHT = 24
const LANE = 26
const TOP = 14

type Kind = Exclude<keyof LogDay, "day" | "size">

/** The lanes, in the order of an account's life. */
const LANES: readonly (readonly [Kind, string])[] = [
  ["charters", "keys changed"],
  ["given", "consent given"],
  ["changed", "changed or added"],
  ["imported", "taken offline"],
  ["used", "used"],
  ["withdrawn", "withdrawn"],
  ["erased", "erased"],
]

/** The time line: a dot for each day on which something happened, larger for more; a cross where a fault was found. */
export function timeline(days: readonly LogDay[], findings: readonly Finding[]): Drawing {
  const shapes: Shape[] = []
  const lanes = [...LANES.map(([, name]) => name), "faults found"]
  const height = TOP + lanes.length * LANE + 30
  for (const [i, name] of lanes.entries()) {
    const y = laneY(i)
    shapes.push({ kind: "line", x1: LEFT, y1: y, x2: WIDTH - RIGHT, y2: y })
    shapes.push({ kind: "text", x: LEFT - 14, y: y + 4, text: name, anchor: "end" })
  }
  const place = placing(days)
  for (const [i, [kind]] of LANES.entries())
    for (const day of days)
      if (day[kind] > 0)
        shapes.push({ kind: "dot", x: place(day.day), y: laneY(i), r: radius(day[kind]), tone: "plain" })
  for (const x of new Set(findings.map((one) => placeOf(one, days, place)))) {
    if (x !== undefined) shapes.push({ kind: "cross", x, y: laneY(LANES.length), r: 5 })
  }
  shapes.push(...dates(days, place, height - 12))
  return { width: WIDTH, height, title: "What happened in the log, day by day", shapes }
}

/** How many entries the log had at the end of each day. */
export function growth(days: readonly LogDay[]): Drawing {
  const height = 180
  const [bottom, top] = [height - 34, 16]
  const most = Math.max(1, days.at(-1)?.size ?? 1)
  const place = placing(days)
  const y = (size: number): number => round(bottom - (size / most) * (bottom - top))
  const points: [number, number][] = []
  for (const { day, size } of days) {
    const before = points.at(-1)
    if (before !== undefined) points.push([place(day), before[1]]) // a step: it grows in batches
    points.push([place(day), y(size)])
  }
  const shapes: Shape[] = [
    { kind: "line", x1: LEFT, y1: bottom, x2: WIDTH - RIGHT, y2: bottom },
    { kind: "line", x1: LEFT, y1: y(most), x2: WIDTH - RIGHT, y2: y(most) },
    { kind: "text", x: LEFT - 14, y: bottom + 4, text: "0", anchor: "end" },
    { kind: "text", x: LEFT - 14, y: y(most) + 4, text: `${most} entries`, anchor: "end" },
    { kind: "path", points, tone: "growth" },
    ...dates(days, place, height - 12),
  ]
  return { width: WIDTH, height, title: "How the log grew", shapes }
}

/** Two states of one log, the one seen before and the one of now, as what is shared and what is new. */
export function grownSince(before: number, now: number): Drawing {
  const [from, to] = [LEFT, WIDTH - RIGHT]
  const at = (size: number): number => round(from + (size / Math.max(1, now)) * (to - from))
  const y = 40
  return {
    width: WIDTH,
    height: 86,
    title: `The log had ${before} entries when it was last seen, and has ${now} now`,
    shapes: [
      {
        kind: "path",
        points: [
          [from, y],
          [at(before), y],
        ],
        tone: "plain",
      },
      {
        kind: "path",
        points: [
          [at(before), y],
          [to, y],
        ],
        tone: "growth",
      },
      { kind: "dot", x: at(before), y, r: 6, tone: "plain" },
      { kind: "dot", x: to, y, r: 6, tone: "growth" },
      {
        kind: "text",
        x: at(before),
        y: y - 14,
        text: `${before} seen before`,
        anchor: at(before) > to - 60 ? "end" : "middle",
      },
      { kind: "text", x: to, y: y + 26, text: `${now} now`, anchor: "end" },
    ],
  }
}

function laneY(i: number): number {
  return TOP + i * LANE + LANE / 2
}

// Area tells the number: a day with a hundred must not hide its neighbours.
function radius(count: number): number {
  return round(Math.min(11, 3 + Math.sqrt(count)))
}

// Days are as far apart as the calendar has them.
function placing(days: readonly LogDay[]): (day: string) => number {
  const [first, last] = [numberOf(days[0]?.day), numberOf(days.at(-1)?.day)]
  const wide = WIDTH - RIGHT - LEFT - 24
  return (day) => round(LEFT + 12 + (last === first ? 0.5 : (numberOf(day) - first) / (last - first)) * wide)
}

function numberOf(day = "1970-01-01"): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000
}

// A finding about an entry stands on the day that entry came; one about the whole, at the end.
function placeOf(
  { index }: Finding,
  days: readonly LogDay[],
  place: (day: string) => number,
): number | undefined {
  const found = index === null ? days.at(-1) : (days.find(({ size }) => size > index) ?? days.at(-1))
  return found && place(found.day)
}

function dates(days: readonly LogDay[], place: (day: string) => number, y: number): Shape[] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const start: Shape = { kind: "text", x: place(first.day), y, text: first.day, anchor: "middle" }
  if (first.day === last.day) return [start]
  return [start, { kind: "text", x: place(last.day), y, text: last.day, anchor: "end" }]
}

function round(n: number): number {
  return Math.round(n * 10) / 10
}
