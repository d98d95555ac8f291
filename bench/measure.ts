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

/**
 * @param jit false gives slow contenders the plan's smaller size
 * @param progress told at the beginning of each round; number 0 warms up
 */
export async function measure(
  stand: Stand,
  jit: boolean,
  plan: Plan,
  progress: (round: number) => void,
): Promise<Row[]> {
  const rows = plan.sizes.flatMap((table) => rowsOf(stand, jit, table, plan.slowSize))
  // What is slow has one size in several tables, and runs once for all of them.
  const runs = new Map(rows.map((row) => [keyOf(row), { ...row, times: [] as number[] }]))
  for (let round = 0; round <= plan.rounds; round++) {
    progress(round)
    for (const { name, size, direction, times } of runs.values()) {
      const took = await stand.run(name, size, direction)
      if (round > 0) times.push(took)
    }
  }
  return rows.map((row) => ({ ...row, times: runs.get(keyOf(row))?.times ?? [] }))
}

function rowsOf({ field }: Stand, jit: boolean, table: number, slowSize: number): Omit<Row, "times">[] {
  return field.contenders.flatMap(({ name, slow, max = table }) => {
    if (table > max) return []
    return DIRECTIONS.map((direction) => {
      const size = !jit && slow.includes(direction) ? Math.min(table, slowSize) : table
      return { name, direction, table, size }
    })
  })
}

function keyOf({ name, direction, size }: Omit<Row, "times">): string {
  return `${name} ${direction} ${size}`
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
