// GET /subjects/<subject> (PROTOCOL section 9): everything the server has that names her, to her alone, in one answer whose
// size tells no more than a container's. After erasure her statements are still there, and their content is not.
import type { Hono } from "hono"
import { toBase64 } from "../core/base64.ts"
import { fromUtf8 } from "../core/bytes.ts"
import { collect } from "../core/chunks.ts"
import { paddedAnswer, type SubjectAnswer } from "../core/http/answers.ts"
import { RECORD_MAX } from "../core/package.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import type { SubjectStatement } from "../storage/port.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"
import { proofsUnder } from "./proofs.ts"
import { holder } from "./roles.ts"

export function addSubjectRoutes(app: Hono, desk: Desk): void {
  const { store, sequencer } = desk

  app.get("/subjects/:subject", async ({ req }) => {
    const { subject } = req.param()
    await holder(desk, req.raw, subject)
    const statements = await store.statementsOf(subject)
    if (statements.length === 0) throw new Refusal("not-found", "nothing is known of her")
    const head = await sequencer.head()
    const prove = proofsUnder(store, head)
    const answer: SubjectAnswer = {
      checkpoint: fromUtf8(head.checkpoint),
      statements: [],
      records: [],
      replies: (await store.replies(subject)).map(({ number, bytes }) => ({
        n: number,
        age: toBase64(bytes),
      })),
    }
    for (const one of statements) {
      const proof = await prove(one.note, one.position)
      const promise = one.promise ?? (await owed(one))
      answer.statements.push({
        kind: one.kind as SubjectAnswer["statements"][number]["kind"], // no other names a subject
        leaf: one.leaf,
        note: fromUtf8(one.note),
        promise: promise && fromUtf8(promise),
        proof: proof && fromUtf8(proof),
      })
    }
    for (const sha256 of new Set(statements.flatMap(recordOf))) {
      const record = await store.readRecord(sha256)
      if (record !== undefined)
        answer.records.push({ sha256, age: toBase64(await collect(record.bytes, RECORD_MAX)) })
    }
    return new Response(paddedAnswer(answer), { headers: { "content-type": "application/json" } })
  })

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
