// A container on its way to the server (PROTOCOL section 9): in parts of a mebibyte, each kept only until the server has
// it. Sealing waits for the line, so memory stays flat however large the files are.
import { toBase64 } from "../../src/core/base64.ts"
import { hex } from "../../src/core/bytes.ts"
import { PART } from "../../src/core/container/parts.ts"
import { PARTS, parseAnswer } from "../../src/core/http/answers.ts"
import { randomBytes, sha256Platform } from "../../src/core/webcrypto.ts"
import { ask, type Patience, persist, RefusedError } from "./line.ts"

/** Where it went: into parts of an upload, or, having no more than one part, nowhere yet. */
export type Sent = { readonly id: string } | { readonly whole: Uint8Array }

/** Takes a container chunk by chunk. */
export interface Uploading {
  /** Waits while a part is on its way and the next one is full. */
  write(chunk: Uint8Array): Promise<void>
  /** Resolves when the server has every part. */
  finish(): Promise<Sent>
}

/** @param progress told how many bytes of the container the server has or is being sent */
export function startUpload(patience: Patience, progress: (sent: number) => void): Uploading {
  const id = hex(randomBytes(16))
  let part = new Uint8Array(PART)
  let [held, n] = [0, 0]
  let before: Promise<void> = Promise.resolve()
  const send = async (bytes: Uint8Array): Promise<void> => {
    await before
    const at = n++
    before = putPart(id, at, bytes, patience, (sent) => progress(at * PART + sent))
    before.catch(() => {}) // told by whoever waits for it next
  }
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        // Only once more is there than one part holds: a container of a single part goes inside its package.
        if (held === PART) {
          await send(part)
          part = new Uint8Array(PART)
          held = 0
        }
        const take = Math.min(PART - held, chunk.length - at)
        part.set(chunk.subarray(at, at + take), held)
        held += take
        at += take
      }
    },
    async finish() {
      const last = part.subarray(0, held)
      if (n === 0) return { whole: last }
      await send(last)
      await before
      return { id }
    },
  }
}

async function putPart(
  id: string,
  n: number,
  body: Uint8Array,
  patience: Patience,
  progress: (sent: number) => void,
): Promise<void> {
  const digest = await sha256Platform(body)
  const headers = {
    "content-digest": `sha-256=:${toBase64(digest)}:`, // RFC 9530
    "content-type": "application/octet-stream",
  }
  const { signal } = patience
  await persist(patience, async (first) => {
    // A line that broke before the answer says nothing of whether the part arrived, so the server is asked.
    if (!first && (await hasPart(id, n, hex(digest), signal))) return
    const { status } = await ask({
      method: "PUT",
      url: `/uploads/${id}/${n}`,
      headers,
      body,
      progress,
      signal,
    })
    if (status === 404) throw new RefusedError("not-found", "the server takes no parts")
  })
  progress(body.length)
}

async function hasPart(id: string, n: number, sha256: string, signal?: AbortSignal): Promise<boolean> {
  const { status, bytes } = await ask({ method: "GET", url: `/uploads/${id}`, signal })
  if (status === 404) return false
  return parseAnswer(PARTS, bytes).parts.some((part) => part.n === n && part.sha256 === sha256)
}
