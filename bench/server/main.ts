// `npm run bench`, second part: how many accounts a second the server takes, durable, and whether its memory stays flat.
// The load generator is a process on the same cores. --quick only shows that it runs; --json gives the figures.
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync } from "node:fs"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { newWorld } from "../../tests/durability/world.ts"
import { memory } from "./memory.ts"
import { seal } from "./sealing.ts"
import { aims, memoryTable, throughputTable } from "./table.ts"
import { type Step, throughput } from "./throughput.ts"

const MB = 1_000_000
const AT_ONCE = 8
const MAKE = 200 // files

interface Plan {
  readonly warm: number
  readonly steps: readonly Step[]
  /** Bytes of the attachments, small ones first. */
  readonly sizes: readonly number[]
}

const FULL: Plan = {
  warm: 400,
  steps: [
    { clients: 1, count: 250 },
    { clients: 8, count: 800 },
    { clients: 32, count: 1200 },
  ],
  sizes: [10 * MB, 100 * MB],
}
const QUICK: Plan = {
  warm: 40,
  steps: [
    { clients: 1, count: 20 },
    { clients: 8, count: 40 },
    { clients: 32, count: 64 },
  ],
  sizes: [2 * MB, 8 * MB],
}

const { values } = parseArgs({ options: { quick: { type: "boolean" }, json: { type: "boolean" } } })
const plan = values.quick ? QUICK : FULL
const folder = realpathSync(mkdtempSync(join(tmpdir(), "cairn-bench-")))
try {
  const { data, charter, note } = await newWorld(folder)
  const packages = join(folder, "packages")
  mkdirSync(packages)
  const count = plan.steps.reduce((sum, step) => sum + step.count, plan.warm)
  await sealed(0, count, 0)
  const load = loadavg()[0] as number
  const making = timeOfMaking(packages) // three for each submission; where much was deleted lately, ext4 takes long to find one
  const rows = await throughput({ folder, data, packages }, charter, plan.warm, plan.steps)
  const sets = plan.sizes.map((size, i) => ({ size, from: count + i * AT_ONCE }))
  for (const { size, from } of sets) await sealed(from, AT_ONCE, size)
  const found = await memory(
    data,
    packages,
    sets.map(({ size, from }) => ({ size, numbers: range(from, AT_ONCE) })),
  )
  const verdicts = aims(rows, found)
  if (values.json)
    process.stdout.write(`${JSON.stringify({ plan, throughput: rows, memory: found, aims: verdicts })}\n`)
  else {
    process.stdout.write(`server, ${availableParallelism()} cores, load before ${load.toFixed(1)}; `)
    process.stdout.write(`making a file in its folder takes ${making.toFixed(3)} ms\n`)
    process.stdout.write(`${throughputTable(rows)}\n${memoryTable(found)}\n${verdicts.join("")}`)
  }

  async function sealed(from: number, many: number, attached: number): Promise<void> {
    const told = (done: number): void => progress(`sealing, ${done} of ${many}`)
    await seal({ charter: note, folder: packages, numbers: range(from, many), attached }, told)
    progress("")
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function timeOfMaking(place: string): number {
  const begun = performance.now()
  for (let i = 0; i < MAKE; i++) closeSync(openSync(join(place, `empty-${i}`), "wx"))
  return (performance.now() - begun) / MAKE
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(60)}${text === "" ? "\r" : ""}`)
}
