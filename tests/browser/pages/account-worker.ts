// In a worker of the browser: seals one whole container (PROTOCOL section 4), as the submit page will.
import type { Recipient } from "../../../src/core/age/recipient.ts"
import type { Submission } from "../../../src/core/container/inside.ts"
import type { ContentAddress } from "../../../src/core/container/parts.ts"
import type { Testimony } from "../../../src/core/intake/testimony.ts"
import { sealContainer } from "../../../src/seal/container.ts"

/** What the page asks; `files` are the attachments' bytes. */
export interface Order {
  readonly recipients: readonly Recipient[]
  readonly submission: Submission
  readonly testimony: Testimony
  readonly files: readonly Uint8Array[]
}

/** What comes back: the container, where it was said to be, and the last progress that was told. */
export interface Sealed {
  readonly container: Uint8Array<ArrayBuffer>
  readonly content: Pick<ContentAddress, "root" | "size">
  readonly progress: readonly [done: number, total: number]
}

const PIECE = 50_000 // not a divisor of anything, so that every re-cutting on the way is used

addEventListener("message", async ({ data }: MessageEvent<Order>) => {
  postMessage(await seal(data))
})

async function seal({ recipients, submission, testimony, files }: Order): Promise<Sealed> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let progress: Sealed["progress"] = [0, 0]
  const attachments = files.map((bytes, i) => {
    const about = { original: `photo ${i + 1}.jpg`, type: "image/jpeg", hidden: "kept" } as const
    return { ...about, size: bytes.length, bytes: () => pieces(bytes) }
  })
  const { root, size } = await sealContainer(
    {
      recipients,
      submission,
      testimony,
      attachments,
      progress: (done, total) => {
        progress = [done, total]
      },
    },
    (chunk) => {
      chunks.push(chunk as Uint8Array<ArrayBuffer>)
    },
  )
  const container = new Uint8Array(await new Blob(chunks).arrayBuffer())
  return { container, content: { root, size }, progress }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}
