// Submissions a second, durable, at so many clients, beside the peer: the same packages, one server after the other.
import { mkdirSync } from "node:fs"
import { loadavg } from "node:os"
import { join } from "node:path"
import { utf8 } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { parseVkey } from "../../src/core/note/vkey.ts"
import { openPromise } from "../../src/core/statement/promise.ts"
import { serve } from "../../tests/durability/process.ts"
import { result, started } from "./child.ts"
import type { Load, LoadPlan } from "./load.ts"
import { cpuOf } from "./usage.ts"

const LOAD = join(import.meta.dirname, "load.ts")
const PLAIN = join(import.meta.dirname, "plain.ts")

/** One row of the table. Times are milliseconds; of a core, a submission's share. */
export interface Throughput {
  readonly clients: number
  readonly count: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly serverCpu: number
  readonly mainCpu: number
  readonly loadCpu: number
  /** The machine's load average when the step ended: above its cores, others were at work. */
  readonly busy: number
  readonly peerPerSecond: number
}

export interface Step {
  readonly clients: number
  readonly count: number
}

/** @param warm packages that are sent before anything is counted */
export async function throughput(
  place: { readonly folder: string; readonly data: string; readonly packages: string },
  charter: Charter,
  warm: number,
  steps: readonly Step[],
): Promise<Throughput[]> {
  const server = await serve(place.data, { env: { UV_THREADPOOL_SIZE: "16" } }) // as bin/cairn.js starts it
  const kept = join(place.folder, "plain")
  mkdirSync(kept)
  const [peer, peerUrl] = await started(PLAIN, kept)
  const load = (url: string, from: number, { clients, count }: Step): Promise<Load> => {
    const plan: LoadPlan = { url, folder: place.packages, from, to: from + count, clients }
    return result<Load>(LOAD, plan)
  }
  const rows: Throughput[] = []
  try {
    let at = 0
    for (const url of [peerUrl, server.url]) await load(url, at, { clients: 8, count: warm })
    at += warm
    for (const step of steps) {
      const plain = await load(peerUrl, at, step)
      const before = cpuOf(server.pid)
      const ours = await load(server.url, at, step)
      const after = cpuOf(server.pid)
      at += step.count
      await check(ours.answers, charter)
      const times = ours.times.toSorted((a, b) => a - b)
      rows.push({
        ...step,
        perSecond: step.count / ours.seconds,
        p50: times[Math.floor(times.length * 0.5)] as number,
        p99: times[Math.floor(times.length * 0.99)] as number,
        serverCpu: (after.all - before.all) / step.count,
        mainCpu: (after.main - before.main) / step.count,
        loadCpu: ours.cpu / step.count,
        busy: loadavg()[0] as number,
        peerPerSecond: step.count / plain.seconds,
      })
    }
  } finally {
    peer.kill()
    await server.stop()
  }
  return rows
}

// Every answer was a promise of this log, and no two the same. Not part of what is timed.
async function check(answers: readonly string[], charter: Charter): Promise<void> {
  const leaves = new Set<string>()
  const log = parseVkey(charter.body.log)
  for (const answer of answers) leaves.add((await openPromise(utf8(answer), charter.origin, log)).leaf)
  if (leaves.size !== answers.length) throw new Error("two submissions have one promise")
}
