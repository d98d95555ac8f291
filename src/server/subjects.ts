// GET /subjects/<subject> (PROTOCOL section 9): everything the server has that names her, to her alone, in one answer whose
// size tells no more than a container's. After erasure her statements are still there, and their content is not.
import type { Hono } from "hono"
import { toBase64 } from "../core/base64.ts"
import { fromUtf8 } from "../core/bytes.ts"
import { paddedHeld, type SubjectAnswer } from "../core/http/answers.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import type { SubjectStatement } from "../storage/port.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"
import { proofsUnder } from "./proofs.ts"
import { holder } from "./roles.ts"
import { streamOf } from "./stream.ts"

export function addSubjectRoutes(app: Hono, desk: Desk): void {
  const { store, sequencer } = desk

  app.get("/subjects/:subject", async ({ req }) => {
    const { subject } = req.param()
    await holder(desk, req.raw, subject)
    const statements = await store.statementsOf(subject)
    if (statements.length === 0) throw new Refusal("not-found", "nothing is known of her")
    const head = await sequencer.head()
    const prove = proofsUnder(store, head)
    const said: SubjectAnswer["statements"] = []
    for (const one of statements) {
      const proof = await prove(one.note, one.position)
      const promise = one.promise ?? (await owed(one))
      said.push({
        kind: one.kind as SubjectAnswer["statements"][number]["kind"], // no other names a subject
        leaf: one.leaf,
        note: fromUtf8(one.note),
        promise: promise && fromUtf8(promise),
        proof: proof && fromUtf8(proof),
      })
    }
    const records: { sha256: string; size: number }[] = []
    for (const sha256 of new Set(statements.flatMap(recordOf))) {
      const record = await store.readRecord(sha256)
      if (record !== undefined) records.push({ sha256, size: record.size })
    }
    const replies = (await store.replies(subject)).map(({ number, bytes }) => ({
      n: number,
      age: toBase64(bytes),
    }))
    const { size: length, bytes } = paddedHeld(
      { checkpoint: fromUtf8(head.checkpoint), statements: said, replies },
      records.map(({ sha256, size }) => ({ sha256, size, bytes: recordBytes(sha256) })),
    )
    const headers = { "content-type": "application/json", "content-length": `${length}` }
    return new Response(
      streamOf(bytes, (error) => desk.fault({ route: "GET /subjects/:subject", error })),
      {
        headers,
      },
    )
  })

  // Opened when its turn comes: whoever has a key may have a thousand records, and may read as slowly as the line allows.
  async function* recordBytes(sha256: string): AsyncGenerator<Uint8Array> {
    const record = await store.readRecord(sha256)
    if (record === undefined) throw new Refusal("erased", "erased while it was under way")
    yield* record.bytes
  }

  // A withdrawal that was taken while nothing could be signed gets its promise now, unless it is in the log anyway.
  async function owed({ leaf, position }: SubjectStatement): Promise<Uint8Array | null> {
    if (position !== null) return null
    const promise = await sequencer.promise(leaf)
    if (promise === null) return null
    await store.putPromise(leaf, promise)
    return (await store.promiseFor(leaf)) ?? null // it has one, and another request may have been first
  }
}

function recordOf({ note }: SubjectStatement): string[] {
  const leaf = parseLeaf(note)
  if (leaf.type !== "consent" && leaf.type !== "custody") return []
  return leaf.body.record === null ? [] : [leaf.body.record.sha256]
}
