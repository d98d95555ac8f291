// Threads beside `cairn import`, one for each core: they open and check, this one keeps the store. A refusal comes back with its
// code; a fault of the machine ends the import, as it would in one thread.
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { HeldRecord } from "../cases/card.ts"
import type { Hands, Taken } from "../cases/hands.ts"
import { CodedError } from "../core/errors.ts"
import type { Answer, Ask, Asked, Beside } from "./import-beside.ts"

interface Waiting {
  readonly done: (value: HeldRecord | Taken) => void
  readonly fail: (error: unknown) => void
}

const WORTH_IT = 64 // containers: starting a thread takes as long as opening some thirty
const MOST = 8

/** Threads as hands. Owns them until `end`. */
export function threads(beside: Beside): {
  hands: (jobs: number) => Hands | undefined
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
    hands(jobs) {
      if (jobs < WORTH_IT) return undefined
      if (workers.length === 0)
        workers = Array.from({ length: Math.min(MOST, availableParallelism()) }, begin)
      return {
        record: (named, leaf) => ask<HeldRecord>({ what: "record", named, leaf }),
        container: ({ subject, leaf, content: { statement } }, record) =>
          ask<Taken>({ what: "container", job: { subject, leaf, content: { statement } }, record }),
      }
    },
    async end() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function errorOf({ refused, failed }: Answer): unknown {
  if (refused !== undefined)
    return new CodedError(refused.code, refused.message.slice(refused.code.length + 2))
  return Object.assign(new Error("a thread failed"), failed)
}
