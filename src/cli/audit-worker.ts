// A thread beside `cairn audit`: judges uses as it is told to, with records that it asks its process for. It has the audit identity
// of its process, and nothing of the source.
import { parentPort, workerData } from "node:worker_threads"
import { Days } from "../auditor/batches.ts"
import type { Finding } from "../auditor/findings.ts"
import { judgeHere } from "../auditor/judging.ts"
import { parseCharter } from "../core/charter/charter.ts"
import { type Identity, unwrapWith } from "../open/identity.ts"
import type { Beside, Said, Told } from "./audit-beside.ts"
import { nodeAead, nodeSha256 } from "./native.ts"
import { nodeHybridKem } from "./native-keys.ts"

/** What could not be read, as its process knows it: no fault of the record. */
class Trouble extends Error {
  readonly number: number

  constructor(number: number) {
    super("could not be read")
    this.number = number
  }
}

// Node's crypto makes and drops an error at every call; with a stack in it, that takes as long as the call. Nobody reads them here.
Error.stackTraceLimit = 0

const { identities, kind, from, charters, days } = workerData as Beside
const port = parentPort as NonNullable<typeof parentPort>
const waiting = new Map<
  number,
  { done: (bytes: Uint8Array | undefined) => void; fail: (why: Trouble) => void }
>()
let asked = 0

const given = {
  ground: {
    charters: charters.map(({ note, ...at }) => ({ charter: parseCharter(note), ...at })),
    days: new Days(days),
  },
  records: {
    kind,
    record: (sha256: string): Promise<Uint8Array | undefined> =>
      new Promise((done, fail) => {
        const id = asked++
        waiting.set(id, { done, fail })
        say({ what: "record", id, sha256 })
      }),
  },
  from,
}
const unwrap = unwrapWith(identities as Identity[], nodeHybridKem)
const opening = { unwrap, aead: nodeAead, newSha256: nodeSha256 }

port.on("message", (told: Told) => {
  if (told.what === "person") return void judge(told.id, told.person)
  const question = waiting.get(told.id)
  waiting.delete(told.id)
  if (told.what === "record") question?.done(told.bytes)
  else question?.fail(new Trouble(told.trouble))
})

async function judge(id: number, person: Uint8Array): Promise<void> {
  const found: Finding[] = []
  try {
    const judged = await judgeHere(given, opening, person, (one) => found.push(one))
    say({ what: "judged", id, found, judged })
  } catch (error) {
    if (!(error instanceof Trouble)) throw error // a fault of ours: it ends the audit
    say({ what: "stopped", id, found, trouble: error.number })
  }
}

function say(said: Said): void {
  port.postMessage(said)
}
