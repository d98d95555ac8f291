// `npm run bench`: how fast Cairn seals and opens, beside what others would use, in the same run, in Node and in
// browsers. Writes nothing. --quick takes small sizes, to see that it runs; --json gives the figures as one document.
import { parseArgs } from "node:util"
import { verdictLine, verdicts } from "./aims.ts"
import { measure, type Plan } from "./measure.ts"
import { RUNTIMES, type Runtime } from "./runtimes.ts"
import { type Measured, tables } from "./table.ts"

const KIB = 1024
const MIB = 1024 * KIB

const FULL: Plan = { sizes: [10 * MIB, 100 * MIB], rounds: 5, slowSize: MIB }
const QUICK: Plan = { sizes: [4 * MIB], rounds: 5, slowSize: 128 * KIB }

const note = " (a quick run does not judge them: so small, a file costs little more than its header)"

const { values } = parseArgs({ options: { quick: { type: "boolean" }, json: { type: "boolean" } } })
const plan = values.quick ? QUICK : FULL
const all: Measured[] = []
if (!values.json) process.stdout.write(preface())
for (const runtime of RUNTIMES) {
  const measured = await run(runtime)
  if (measured === undefined) continue
  all.push(measured)
  if (!values.json) process.stdout.write(`\n${tables(measured)}`)
}
if (values.json) process.stdout.write(`${JSON.stringify({ plan, runtimes: all, aims: verdicts(all) })}\n`)
else process.stdout.write(`\naims${values.quick ? note : ""}\n${verdicts(all).map(verdictLine).join("")}`)

async function run({ name, jit, open }: Runtime): Promise<Measured | undefined> {
  let stand: Awaited<ReturnType<typeof open>>
  try {
    stand = await open()
  } catch (error) {
    if (process.env.CAIRN_ALL === "1") throw error
    process.stderr.write(`bench: left out ${name}: ${(error as Error).message}\n`)
    return undefined
  }
  try {
    const rows = await measure(stand, jit, plan, (round) =>
      progress(`${name}, round ${round} of ${plan.rounds}`),
    )
    return { runtime: name, version: stand.version, field: stand.field, rows }
  } finally {
    await stand.close()
    progress("")
  }
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(60)}${text === "" ? "\r" : ""}`)
}

function preface(): string {
  return `Medians of ${plan.rounds} rounds after one to warm up; in a round every contender runs once. MB is 10^6 bytes of plaintext.
"file/it" and "container/it": how many times faster our sealed file and our whole container are than that line.
A sealed file is what age makes of a file. A container is that and tar, padding, manifest, two tree hashes, and at
opening each file's SHA-256. Where there is no JIT, what is pure JavaScript gets less to do, as its line says.
libsodium and tweetnacl only encrypt, under a key that both sides have; the others seal to a public key.
`
}
