// POST /dispatch (PROTOCOL sections 9 and 11): what a console sends back across the air gap, brought by a courier. Checked
// whole before anything is taken; what is wrong with the bundle or a chain in it refuses all of it.
import type { Hono } from "hono"
import type { RandomAccess } from "../bundle/entry.ts"
import { readBundle } from "../bundle/reader.ts"
import { nobleSha256 } from "../core/sha256.ts"
import { type RequestBody, requestBody } from "./body.ts"
import type { Desk } from "./desk.ts"
import { checkDispatch } from "./dispatch-check.ts"
import { takeDispatch } from "./dispatch-take.ts"
import { Refusal } from "./problem.ts"
import { roleWithBody } from "./roles.ts"

/** A dispatch is held in memory, one at a time: some 500 uses with their records. A console with more writes two. */
export const DISPATCH_MAX = 64 * 1024 * 1024

export function addDispatchRoutes(app: Hono, desk: Desk): void {
  let taking = false

  app.post("/dispatch", async ({ req: { raw } }) => {
    const signed = await roleWithBody(desk, raw, ["courier"])
    if (taking) throw new Refusal("busy", "another bundle is being taken")
    const body = requestBody(raw, DISPATCH_MAX, desk.now)
    taking = true
    try {
      const { file, digest } = await held(body)
      signed.requireBody(digest)
      const bundle = await readBundle(file, "cairn-dispatch-bundle/1")
      const items = await takeDispatch(desk, await checkDispatch(desk, bundle))
      return Response.json({ items }, { status: 202 })
    } finally {
      taking = false
      await body.drain()
    }
  })
}

async function held({ bytes }: RequestBody): Promise<{ file: RandomAccess; digest: Uint8Array }> {
  const chunks: { at: number; bytes: Uint8Array }[] = []
  const hash = nobleSha256()
  let size = 0
  for await (const chunk of bytes) {
    hash.update(chunk)
    chunks.push({ at: size, bytes: chunk })
    size += chunk.length
  }
  return {
    file: { size, read: async (offset, length) => cut(chunks, size, offset, length) },
    digest: hash.digest(),
  }
}

function cut(
  chunks: readonly { at: number; bytes: Uint8Array }[],
  size: number,
  offset: number,
  length: number,
): Uint8Array {
  const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
  let [low, high] = [0, chunks.length]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if ((chunks[middle]?.at ?? 0) <= offset) low = middle
    else high = middle
  }
  for (let done = 0, i = low; done < out.length; i++) {
    const { at, bytes } = chunks[i] as { at: number; bytes: Uint8Array }
    const part = bytes.subarray(offset + done - at, offset + out.length - at)
    out.set(part, done)
    done += part.length
  }
  return out
}
