// `cairn log integrate`: one integration by hand, on a data folder that no server has open. It is also how an operator
// vouches for the clock after a long silence, and how a run that witnesses held up is tried again at once. `cairn log
// rebuild`: what follows from the log, made again (rebuild.ts).
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { parseCharter } from "../core/charter/charter.ts"
import { charterFiles, clockOf, enterCharterFiles } from "../host/folder.ts"
import { openLog } from "../host/log.ts"
import { dayOf } from "../sequencer/clock.ts"
import type { Integrated } from "../sequencer/sequencer.ts"
import type { SequencerEvent } from "../sequencer/setting.ts"
import { parseSite } from "../server/site.ts"
import { openNodeStore } from "../storage/node/store.ts"
import { CliError } from "./errors.ts"
import { isThere } from "./files.ts"
import type { Output } from "./output.ts"
import { countLine } from "./progress.ts"
import { rebuild } from "./rebuild.ts"
import { dataFolder, storeTrouble } from "./serve.ts"

/** @returns the exit status: 1 if the head did not move over everything */
export async function log(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: "string" }, "trust-clock": { type: "boolean", default: false } },
  })
  const [what, more] = positionals
  const data = values.data ?? dataFolder()
  if (what === "rebuild" && more === undefined) return rebuilt(data, output)
  if (what !== "integrate" || more !== undefined)
    throw new CliError("usage", "cairn log integrate or cairn log rebuild", "cairn --help")
  const done = await integrate(data, values["trust-clock"])
  const { statements, erased, from, size, published } = done
  output.result(
    done,
    published
      ? `the log grew from ${from} to ${size} leaves: ${statements} statements, ${erased} erasures\n`
      : "too few witnesses cosigned: everything is kept, and the head did not move\n",
  )
  return published ? 0 : 1
}

async function rebuilt(data: string, output: Output): Promise<number> {
  if (!(await isThere(join(data, "site.json")))) throw new CliError("file", `no data folder there: ${data}`)
  const { origin } = parseSite(await readFile(join(data, "site.json")))
  const store = await openNodeStore(data).catch((error) => {
    throw storeTrouble(error, data)
  })
  try {
    const done = await rebuild(store, origin)
    const { statements, subjects, changed } = done
    output.result(
      done,
      `made again from ${statements} statements of ${subjects} subjects: ${changed ? "something stood otherwise" : "all as it was"}\n`,
    )
    return changed ? 1 : 0
  } finally {
    await store.close()
  }
}

async function integrate(data: string, trusted: boolean): Promise<Integrated> {
  if (!(await isThere(join(data, "site.json")))) throw new CliError("file", `no data folder there: ${data}`)
  const { origin, fingerprint } = parseSite(await readFile(join(data, "site.json")))
  const notes = await charterFiles(data)
  const { kind } = parseCharter(notes[0] as Uint8Array, origin).body
  const now = clockOf(process.env.CAIRN_CLOCK, kind)
  const store = await openNodeStore(data, { today: () => dayOf(now()) }).catch((error) => {
    throw storeTrouble(error, data)
  })
  try {
    await enterCharterFiles(store, notes, origin)
    const trustClock = trusted || kind === "demonstration"
    const head = process.env.CAIRN_HEAD
    const sequencer = await openLog({ data, store, origin, fingerprint, now, trustClock, head, tell })
    return await sequencer.integrate(countLine("leaves in the tree"))
  } finally {
    await store.close()
  }
}

function tell(event: SequencerEvent): void {
  if (event.event !== "published") process.stderr.write(`${JSON.stringify(event)}\n`)
}
