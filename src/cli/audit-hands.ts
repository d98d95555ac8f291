// Threads beside `cairn audit`, one for each core: they open custody records and judge uses, this one reads what they ask for from
// the source. What could not be read stops the audit as it would in one thread.
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { Given, Hands, HandsFor } from "../auditor/judging.ts"
import type { JudgedUses } from "../auditor/uses.ts"
import { encodeNote } from "../core/note/note.ts"
import type { Beside, Said, Told } from "./audit-beside.ts"
import { collector } from "./memory.ts"

interface Waiting {
  readonly find: Parameters<Hands["judge"]>[1]
  readonly done: (judged: JudgedUses) => void
  readonly fail: (error: unknown) => void
}

const WORTH_IT = 1000 // people: starting a thread takes as long as judging some thousand
const MOST = 8
const COLLECT = 256 * 1024 * 1024 // bytes of records: here the heap is the whole log's, and a collection takes a tenth of a second

/** Threads as hands. */
export function auditThreads(identities: readonly string[], worthIt = WORTH_IT): HandsFor {
  return (given, people) => (people < worthIt ? undefined : begin(given, identities))
}

function begin({ ground, records, from }: Given, identities: readonly string[]): Hands {
  const charters = ground.charters.map(({ charter, index, day }) => ({
    ...{ note: encodeNote(charter.note), index, day },
  }))
  const beside: Beside = { identities, kind: records.kind, from, charters, days: ground.days.starts() }
  const collect = collector(COLLECT)
  collect(COLLECT) // what reading the log left behind makes room for the threads
  const waiting = new Map<number, Waiting>()
  const troubles: unknown[] = []
  let next = 0
  let broken: { readonly why: unknown } | undefined
  const stop = (why: unknown): void => {
    broken ??= { why }
    for (const { fail } of waiting.values()) fail(why)
    waiting.clear()
  }
  const read = async (worker: Worker, id: number, sha256: string): Promise<void> => {
    try {
      const bytes = own(await records.record(sha256))
      collect(bytes?.length ?? 0)
      tell(worker, { what: "record", id, bytes }, bytes)
    } catch (error) {
      tell(worker, { what: "no-record", id, trouble: troubles.push(error) - 1 })
    }
  }
  const workers = Array.from({ length: Math.min(MOST, availableParallelism()) }, () => {
    const worker = new Worker(new URL("./audit-worker.ts", import.meta.url), { workerData: beside })
    worker.on("message", (said: Said) => {
      if (said.what === "record") return void read(worker, said.id, said.sha256)
      const one = waiting.get(said.id)
      waiting.delete(said.id)
      for (const found of said.found) one?.find(found)
      if (said.what === "judged") one?.done(said.judged)
      else one?.fail(troubles[said.trouble])
    })
    worker.on("error", stop)
    return worker
  })
  return {
    judge: (person, find) =>
      new Promise((done, fail) => {
        if (broken !== undefined) return fail(broken.why)
        const id = next++
        waiting.set(id, { find, done, fail })
        const copy = person.slice()
        tell(workers[id % workers.length] as Worker, { what: "person", id, person: copy }, copy)
      }),
    async end() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

// With bytes that are handed over, not copied once more.
function tell(worker: Worker, told: Told, bytes?: Uint8Array<ArrayBuffer>): void {
  worker.postMessage(told, bytes === undefined ? [] : [bytes.buffer])
}

// What is handed over must be all of its buffer.
function own(bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (bytes?.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength)
    return bytes as Uint8Array<ArrayBuffer>
  return bytes?.slice()
}
