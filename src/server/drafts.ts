// Drafts (PROTOCOL section 9): one sealed text of each future subject, to her own reply recipient, so that she can go on from
// another device. Her key signs before any statement of hers exists. What lies here is ciphertext of a padded size.
import type { Hono } from "hono"
import { headerSize, parseAgeHeader } from "../core/age/header.ts"
import { plaintextSize } from "../core/age/stream.ts"
import { toBase64 } from "../core/base64.ts"
import { collect } from "../core/chunks.ts"
import { paddedTarSize, SizeError, sealedSize } from "../core/container/padding.ts"
import { paddedAnswer } from "../core/http/answers.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { requestBody } from "./body.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"
import { holder, holderWithBody } from "./roles.ts"

/** A draft is text: what she wrote, without voice or files. */
const TEXT_MAX = 1024 * 1024
const DRAFT_MAX = sealedSize(TEXT_MAX, 1)
const VERSION = /^(0|[1-9][0-9]{0,8})$/

/** What a draft is counted under in the quota that it shares with parts. */
export const DRAFT = "draft "

export function addDraftRoutes(app: Hono, desk: Desk): void {
  const { store, sequencer } = desk

  app.put("/drafts/:subject", async ({ req }) => {
    const { subject } = req.param()
    const signed = await holderWithBody(desk, req.raw, subject)
    const version = req.query("version") ?? ""
    if (!VERSION.test(version)) throw new Refusal("not-found", "a draft has a version")
    const body = requestBody(req.raw, DRAFT_MAX, desk.now)
    try {
      const bytes = await collect(body.bytes, DRAFT_MAX)
      signed.requireBody(await sha256Platform(bytes))
      requireDraft(bytes)
      const { erased, withdrawal } = await store.standing(subject)
      if (erased) throw new Refusal("erased", "nothing of her is kept any more")
      if (withdrawal !== null) throw new Refusal("withdrawn", "nothing new of her is kept")
      const today = await sequencer.day()
      const put = () => store.putDraft(subject, Number(version), bytes, today)
      const used = await store.uploadBytes()
      const address = desk.sender(req.raw)
      const outcome = await desk.quota.replacing(DRAFT + subject, bytes.length, address, used, today, put)
      if (outcome === "older") throw new Refusal("head-moved", "a later version stands there")
      return new Response(null, { status: 204 })
    } finally {
      await body.drain()
    }
  })

  app.get("/drafts/:subject", async ({ req }) => {
    const { subject } = req.param()
    await holder(desk, req.raw, subject)
    const draft = await store.draft(subject)
    if (draft === undefined) throw new Refusal("not-found", "no draft of hers")
    const answer = paddedAnswer({ version: draft.number, age: toBase64(draft.bytes) })
    return new Response(answer, { headers: { "content-type": "application/json" } })
  })

  app.delete("/drafts/:subject", async ({ req }) => {
    const { subject } = req.param()
    await holder(desk, req.raw, subject)
    await dropDraft(desk, subject)
    return new Response(null, { status: 204 })
  })
}

/** She threw it away, or sent what it was a draft of. */
export async function dropDraft({ store, quota }: Desk, subject: string): Promise<void> {
  await store.dropDraft(subject)
  quota.release(DRAFT + subject)
}

// Sealed to her alone, and of a size that padding gives.
function requireDraft(bytes: Uint8Array): void {
  const { recipients } = parseAgeHeader(bytes.subarray(0, headerSize(1)))
  if (recipients !== 1) throw new Refusal("recipients", "a draft is sealed to one")
  const plain = plaintextSize(bytes.length - headerSize(1))
  if (paddedTarSize(plain) !== plain) throw new SizeError("size-not-padded", "no draft has this size")
}
