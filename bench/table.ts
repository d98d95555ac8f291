// The printed form of what was measured: megabytes a second, and how many times faster ours are.
import { type Direction, OURS } from "./contender.ts"
import { type Row, ratio, speed } from "./measure.ts"
import type { Field } from "./stand.ts"

/** One runtime's figures. */
export interface Measured {
  readonly runtime: string
  readonly version: string
  readonly field: Field
  readonly rows: readonly Row[]
}

const MIB = 1024 * 1024

/** `10 MiB` */
export function sizeText(size: number): string {
  return `${size / MIB} MiB`
}

/** The row of one contender in the table of one size. */
export function rowOf(
  rows: readonly Row[],
  name: string,
  direction: Direction,
  table: number,
): Row | undefined {
  return rows.find((row) => row.name === name && row.direction === direction && row.table === table)
}

/** One table for each size. */
export function tables({ runtime, version, field, rows }: Measured): string {
  const head = `${runtime} ${version} (ours by ${field.aead})`
  const parts = [...new Set(rows.map(({ table }) => table))].map((table) => oneTable(field, rows, table))
  const absent = field.absent.map(({ name, reason }) => `  ${name}: ${reason}\n`)
  return `${head}\n${parts.join("")}${absent.join("")}`
}

const COLUMNS = ["seal MB/s", "open MB/s", "file/it seal", "open", "container/it seal", "open"]

function oneTable(field: Field, rows: readonly Row[], table: number): string {
  const lines = field.contenders.flatMap(({ name }) => {
    const [seal, open] = [rowOf(rows, name, "seal", table), rowOf(rows, name, "open", table)]
    if (seal === undefined || open === undefined) return []
    const against = (ours: string, row: Row) => {
      const our = rowOf(rows, ours, row.direction, table)
      return our === undefined || our === row ? "" : figure(ratio(our, row))
    }
    const ratios = [OURS.file, OURS.container].flatMap((ours) => [against(ours, seal), against(ours, open)])
    const smaller = [seal, open].filter((row) => row.size !== table)
    const mark = smaller.map(({ direction, size }) => `${direction}: ${sizeText(size)}`).join(", ")
    return line(name, [figure(speed(seal)), figure(speed(open)), ...ratios], mark && `  (${mark})`)
  })
  return `${line(sizeText(table), COLUMNS)}${lines.join("")}`
}

function line(first: string, cells: readonly string[], mark = ""): string {
  const padded = cells.map((cell, i) => cell.padStart(Math.max(9, (COLUMNS[i] as string).length + 1)))
  return `  ${first.padEnd(32)}${padded.join("")}${mark}\n`
}

/** A figure to three places, as far as the measurement goes. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
