// Threads beside `cairn import`, one for each core: they open and check, this one keeps the store. A refusal comes back with its
// code; a fault of the machine ends the import, as it would in one thread.
import { availableParallelism } from "node:os"
import { setFlagsFromString } from "node:v8"
import { Worker } from "node:worker_threads"
import type { HeldRecord } from "../cases/card.ts"
import type { Hands, Held, Taken } from "../cases/hands.ts"
import { containerPath, recordPath } from "../cases/takings.ts"
import { CodedError } from "../core/errors.ts"
import { entryOf } from "../open/carried.ts"
import type { Answer, Ask, Asked, Beside, Lying } from "./import-beside.ts"

interface Waiting {
  readonly done: (value: HeldRecord | Taken) => void
  readonly fail: (error: unknown) => void
}

const WORTH_IT = 64 // containers: starting a thread takes as long as opening some thirty
const MOST = 8
// Mebibytes for what is young, of a thread: with the one of the process (bin/flags.json), a fifth of its time goes into collecting.
const YOUNG = "--max-semi-space-size=16"

/** Threads as hands. Owns them until `end`. */
export function threads(beside: Beside): {
  hands: (jobs: number, bundle: Held) => Hands | undefined
  end: () => Promise<void>
} {
  const waiting = new Map<number, Waiting>()
  let workers: Worker[] = []
  let next = 0
  const refuseAll = (error: unknown): void => {
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }
  const begin = (): Worker => {
    setFlagsFromString(YOUNG)
    const worker = new Worker(new URL("./import-worker.ts", import.meta.url), { workerData: beside })
    worker.on("message", (answer: Answer) => {
      const one = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.value !== undefined) one?.done(answer.value)
      else one?.fail(errorOf(answer))
    })
    worker.on("error", refuseAll)
    return worker
  }
  const ask = <T extends HeldRecord | Taken>(what: Ask): Promise<T> =>
    new Promise((done, fail) => {
      const id = next++
      waiting.set(id, { done: done as Waiting["done"], fail })
      workers[id % workers.length]?.postMessage({ id, ask: what } satisfies Asked)
    })
  return {
    hands(jobs, bundle) {
      if (jobs < WORTH_IT) return undefined
      if (workers.length === 0)
        workers = Array.from({ length: Math.min(MOST, availableParallelism()) }, begin)
      return {
        async record(named, leaf) {
          const file = await lying(bundle, recordPath(named.record?.sha256 ?? ""))
          return ask<HeldRecord>({ what: "record", file, named, leaf })
        },
        async container({ subject, leaf, content: { statement } }, record) {
          const file = await lying(bundle, containerPath(statement.content.root))
          return ask<Taken>({
            what: "container",
            file,
            job: { subject, leaf, content: { statement } },
            record,
          })
        },
      }
    },
    async end() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

// The zip's headers are compared here, once: what goes to a thread is where to read.
async function lying(bundle: Held, path: string): Promise<Lying> {
  const entry = entryOf(bundle, path)
  const { sha256 = "", size = 0 } = bundle.index.files[path] ?? {}
  return { path, place: await entry.place(), said: { sha256, size } }
}

function errorOf({ refused, failed }: Answer): unknown {
  if (refused !== undefined)
    return new CodedError(refused.code, refused.message.slice(refused.code.length + 2))
  return Object.assign(new Error("a thread failed"), failed)
}
