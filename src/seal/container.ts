// Testimony and attachments -> container (PROTOCOL section 4), as a stream: tar, padding, age. Nothing that says how
// many files there are, or how large, stays outside.
import { type Aead, platformAead } from "../core/age/aead.ts"
import type { Recipient } from "../core/age/recipient.ts"
import type { Bytes } from "../core/chunks.ts"
import {
  encodeManifest,
  encodeSubmission,
  fileName,
  JSON_MAX,
  MAX_FILES,
  NAMES,
  type Part,
  type Submission,
} from "../core/container/inside.ts"
import { paddedTarSize, sealedSize } from "../core/container/padding.ts"
import { type ContentAddress, PartsHash } from "../core/container/parts.ts"
import { TAR_END, tarEntrySize, tarFill, tarHeader } from "../core/container/tar.ts"
import { CodedError } from "../core/errors.ts"
import { checkAnswers, checkFiles, encodeTestimony, type Testimony } from "../core/intake/testimony.ts"
import { sealStream } from "./age.ts"

export class SealError extends CodedError<"too-many-files" | "too-large" | "file-changed"> {}

/** A file as it is given. `bytes` is read once, to its end, and must give exactly `size` bytes. */
export interface Attachment {
  readonly original: string
  readonly type: string
  readonly hidden: Part["hidden"]
  readonly size: number
  bytes(): Bytes
}

/** What goes into one container. */
export interface ContainerInput {
  readonly recipients: readonly Recipient[]
  readonly submission: Submission
  readonly testimony: Testimony
  readonly attachments: readonly Attachment[]
  readonly aead?: Aead
  /** Told after each chunk, in bytes of the container; `total` does not change. */
  readonly progress?: (done: number, total: number) => void
}

/**
 * Seals a container and hands it on chunk by chunk.
 * @param write takes the next bytes; sealing waits for it
 * @returns the container's address
 * @throws {RecipientError} `recipients`
 * @throws {TestimonyError} if the answers are not of the intake fields
 * @throws {SealError} `too-many-files`; `too-large` for a text that nobody could open; `file-changed` if a file gave another number of bytes
 */
export async function sealContainer(
  input: ContainerInput,
  write: (chunk: Uint8Array) => Promise<void> | void,
): Promise<ContentAddress> {
  if (input.attachments.length > MAX_FILES) throw new SealError("too-many-files", "at most 999 files")
  checkAnswers(input.testimony)
  const names = input.attachments.map((_, i) => fileName(i + 1))
  checkFiles(input.testimony, names)
  const aead = input.aead ?? (await platformAead())
  const layout = planLayout(input)
  const total = sealedSize(layout.padded, input.recipients.length)
  const address = new PartsHash()
  let done = 0
  for await (const chunk of sealStream(tarStream(layout), input.recipients, aead)) {
    await write(chunk)
    await address.push(chunk)
    done += chunk.length
    input.progress?.(done, total)
  }
  return address.finish()
}

interface Member {
  readonly part: Omit<Part, "tree">
  bytes(): Bytes
}

interface Layout {
  readonly members: readonly Member[]
  readonly size: number
  readonly padded: number
}

// Everything's size is known before the first byte, because a hash has one length: so progress can be true.
function planLayout({ submission, testimony, attachments }: ContainerInput): Layout {
  const members = [
    json(NAMES.submission, encodeSubmission(submission)),
    json(NAMES.testimony, encodeTestimony(testimony)),
    ...attachments.map((file, i): Member => {
      const { original, type, hidden, size } = file
      return { part: { name: fileName(i + 1), size, type, original, hidden }, bytes: () => file.bytes() }
    }),
  ]
  const blank = members.map(({ part }) => completed(part, "0".repeat(64)))
  const manifest = encodeManifest({ parts: blank }).length
  const sizes = [...members.map(({ part }) => part.size), manifest]
  const size = sizes.reduce((sum, n) => sum + tarEntrySize(n), TAR_END.length)
  return { members, size, padded: paddedTarSize(size) }
}

function json(name: string, bytes: Uint8Array): Member {
  if (bytes.length > JSON_MAX) throw new SealError("too-large", "more text than one account can hold")
  const part = { name, size: bytes.length, type: "application/json", original: name, hidden: "kept" } as const
  return { part, bytes: () => [bytes] }
}

async function* tarStream({ members, size, padded }: Layout): AsyncGenerator<Uint8Array> {
  const parts: Part[] = []
  for (const { part, bytes } of members) {
    yield await tarHeader(part.name, part.size)
    const hash = new PartsHash()
    for await (const chunk of bytes()) {
      await hash.push(chunk)
      yield chunk
    }
    const address = await hash.finish()
    if (address.size !== part.size)
      throw new SealError("file-changed", "a file is not as long as it was said to be")
    yield tarFill(part.size)
    parts.push(completed(part, address.root))
  }
  const manifest = encodeManifest({ parts })
  yield await tarHeader(NAMES.manifest, manifest.length)
  yield manifest
  yield tarFill(manifest.length)
  yield TAR_END
  yield* zeros(padded - size)
}

function completed({ name, ...rest }: Omit<Part, "tree">, tree: string): Part {
  const { size, type, original, hidden } = rest
  return { name, tree, size, type, original, hidden }
}

const ZEROS = new Uint8Array(65536)

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left)
}
