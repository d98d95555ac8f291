// Uploads in parts (PROTOCOL section 9): 1 MiB each, in any order, each kept for good once it is there, so that a cut
// line costs one part. An upload's id is 128 random bits that only its sender knows; that is the whole of its protection,
// and what lies there is ciphertext.
import type { Hono } from "hono"
import { hex } from "../core/bytes.ts"
import { collect } from "../core/chunks.ts"
import { PART } from "../core/container/parts.ts"
import { contentDigest } from "../core/http/signature.ts"
import { sha256Platform } from "../core/webcrypto.ts"
import { CONTAINER_MAX } from "./accept.ts"
import { requestBody } from "./body.ts"
import type { Desk } from "./desk.ts"
import { Refusal } from "./problem.ts"

const ID = /^[0-9a-f]{32}$/
const NUMBER = /^(0|[1-9][0-9]{0,4})$/
const PARTS_MAX = Math.ceil(CONTAINER_MAX / PART)

export function addUploadRoutes(app: Hono, desk: Desk): void {
  app.put("/uploads/:id/:n", async ({ req }) => {
    const { id, n } = req.param()
    const address = desk.sender(req.raw)
    await desk.rate.take(address, "part")
    if (!ID.test(id) || !NUMBER.test(n) || Number(n) >= PARTS_MAX)
      throw new Refusal("not-found", "no such part")
    const body = requestBody(req.raw, PART, desk.now)
    try {
      const bytes = await collect(body.bytes, PART)
      if (bytes.length === 0) throw new Refusal("root-mismatch", "a part has bytes")
      const digest = await sha256Platform(bytes)
      if (req.header("content-digest") !== contentDigest(digest))
        throw new Refusal("root-mismatch", "not the bytes of its Content-Digest")
      const part = { n: Number(n), size: bytes.length, sha256: hex(digest) }
      const today = await desk.sequencer.day()
      const put = () => desk.store.putPart(id, part, bytes, today)
      const outcome = await desk.quota.within(
        id,
        bytes.length,
        address,
        await desk.store.uploadBytes(),
        today,
        put,
      )
      if (outcome === "conflict") throw new Refusal("upload-conflict", "other bytes stand there")
      return new Response(null, { status: 204 })
    } finally {
      await body.drain()
    }
  })

  // Of an upload that nobody began, nothing has arrived: the same answer.
  app.get("/uploads/:id", async ({ req }) => {
    await desk.rate.take(desk.sender(req.raw), "other")
    const { id } = req.param()
    if (!ID.test(id)) throw new Refusal("not-found", "no such upload")
    return Response.json({ parts: await desk.store.parts(id) })
  })
}
