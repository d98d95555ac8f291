// Runs every contender of a runtime in turn, again and again, so that whatever else this machine does slows all alike.
import type { Direction } from "./contender.ts"
import type { Stand } from "./stand.ts"

/** One contender in the table of one size: milliseconds of each round, in the order of the rounds. */
export interface Row {
  readonly name: string
  readonly direction: Direction
  /** The table's size, and the contender's own: smaller where it is slow. Bytes of plaintext. */
  readonly table: number
  readonly size: number
  readonly times: readonly number[]
}

export interface Plan {
  readonly sizes: readonly number[]
  readonly rounds: number
  /** The size at which whatever is slow without JIT runs there. */
  readonly slowSize: number
}

const DIRECTIONS: readonly Direction[] = ["seal", "open"]

/** @param jit false gives slow contenders the plan's smaller size */
export async function measure(stand: Stand, jit: boolean, plan: Plan): Promise<Row[]> {
  const rows: Row[] = []
  const times = new Map<string, number[]>() // what is slow has the same figures in every table
  for (const table of plan.sizes) {
    for (const direction of DIRECTIONS) {
      for (const { name, slow, max = table } of stand.field.contenders) {
        if (table > max) continue
        const size = !jit && slow.includes(direction) ? Math.min(table, plan.slowSize) : table
        const key = `${name} ${direction} ${size}`
        const own = times.get(key) ?? []
        times.set(key, own)
        rows.push({ name, direction, table, size, times: own })
      }
    }
  }
  const once = rows.filter((row, i) => rows.findIndex(({ times }) => times === row.times) === i)
  for (let round = -1; round < plan.rounds; round++) {
    for (const { name, direction, size, times } of once) {
      const took = await stand.run(name, size, direction)
      if (round >= 0) (times as number[]).push(took) // the one before the first warms up
    }
  }
  return rows
}

/** Megabytes a second. */
export function speed({ size, times }: Row): number {
  return median(times.map((time) => size / 1000 / time))
}

/** How many times faster `a` is than `b`: the median over the rounds, in each of which one ran soon after the other. */
export function ratio(a: Row, b: Row): number {
  return median(a.times.map((time, i) => a.size / time / (b.size / (b.times[i] as number))))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  return ((sorted[Math.floor(half)] as number) + (sorted[Math.ceil(half)] as number)) / 2
}
