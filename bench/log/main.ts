// `npm run bench:log`: how long the log takes to integrate 100 000 statements, and whether accepting one gets slower as the log
// grows; the curve goes to docs/pictures/. --quick only shows that it runs, --million goes on to 1 000 000 leaves.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import type { Sequencer } from "../../src/sequencer/sequencer.ts"
import { newPerson, said } from "../../tests/sequencer/people.ts"
import { sequencerOf, type World, worldIn } from "../../tests/sequencer/world.ts"
import { drawCurve, type Point } from "./curve.ts"
import { fill } from "./fill.ts"

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, million: { type: "boolean" }, json: { type: "boolean" } },
})
const SIZES = values.quick ? [100] : [1000, 10_000]
const MANY = values.quick ? 1000 : 100_000
const TIMES = values.quick ? 20 : 200
const PICTURE = resolve(import.meta.dirname, "../../docs/pictures/accept-by-log-size.svg")

interface Log {
  readonly world: World
  readonly sequencer: Sequencer
}

const folder = mkdtempSync(join(tmpdir(), "cairn-bench-log-"))
try {
  const load = loadavg()[0] as number
  const logs: Log[] = []
  for (const size of SIZES) logs.push(await grown(size))
  const many = await begun("many")
  const integrate = await integrateMany(many)
  logs.push(many)
  if (values.million) logs.push(await grown(1_000_000))
  const accept = await acceptInEach(logs)
  if (!values.quick) writeFileSync(PICTURE, drawCurve(accept))
  const figures = { cores: availableParallelism(), load, integrate, accept }
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : table(figures))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function begun(name: string): Promise<Log> {
  const world = await worldIn(join(folder, name))
  return { world, sequencer: await sequencerOf(world) }
}

async function integrateMany({ world, sequencer }: Log) {
  await fill(world, sequencer, MANY, (done) => progress(`accepting ${done} of ${MANY}`))
  const begun = performance.now()
  const done = await sequencer.integrate((leaves, of) => progress(`leaves in the tree: ${leaves} of ${of}`))
  const seconds = (performance.now() - begun) / 1000
  progress("")
  return { statements: done.statements, leaves: done.size - done.from, seconds }
}

async function grown(size: number): Promise<Log> {
  const log = await begun(`${size}`)
  const { world, sequencer } = log
  for (let now = 0; now < size; now = (await sequencer.head()).size) {
    await fill(world, sequencer, Math.min(50_000, Math.max(7, Math.ceil(0.9 * (size - now)))), () => {})
    await sequencer.integrate()
    progress(`a log of ${size} leaves: ${now}`)
  }
  return log
}

// One in each log in turn: what else this machine does meanwhile slows all of them alike.
async function acceptInEach(logs: readonly Log[]): Promise<Point[]> {
  const times = logs.map((): number[] => [])
  for (let i = 0; i < TIMES; i++) {
    for (const [n, { world, sequencer }] of logs.entries()) {
      const person = await newPerson()
      const begun = performance.now()
      await said(world, sequencer, person, "given")
      if (i >= TIMES / 10) times[n]?.push(performance.now() - begun) // the first ones warm up
    }
    progress(`accepting, ${i} of ${TIMES}`)
  }
  progress("")
  const points: Point[] = []
  for (const [n, { world, sequencer }] of logs.entries()) {
    const sorted = (times[n] as number[]).sort((a, b) => a - b)
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number
    points.push({ size: (await sequencer.head()).size, p50: at(0.5), p99: at(0.99) })
    await world.store.close()
  }
  return points
}

interface Figures {
  readonly cores: number
  readonly load: number
  readonly integrate: { readonly statements: number; readonly leaves: number; readonly seconds: number }
  readonly accept: readonly Point[]
}

function table({ cores, load, integrate, accept }: Figures): string {
  const { statements, leaves, seconds } = integrate
  const first = accept[0] as Point
  const lines = accept.map(
    ({ size, p50, p99 }) =>
      `  ${String(size).padStart(9)} leaves   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms   x${(p50 / first.p50).toFixed(2)}\n`,
  )
  return (
    `log, ${cores} cores, load before ${load.toFixed(1)}\n` +
    `  integrate ${statements} statements into ${leaves} leaves: ${seconds.toFixed(1)} s, ${Math.round(statements / seconds)} a second\n` +
    `  accept one, durable (sealing left out); aim: flat\n${lines.join("")}`
  )
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(60)}${text === "" ? "\r" : ""}`)
}
