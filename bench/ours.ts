// Cairn's two contenders: a sealed file, which is what age does, and a whole container with everything that age does
// not do: tar, padding, manifest, the tree roots of plaintext and ciphertext, and each file's SHA-256 at opening.
import { generateHybridIdentity } from "age-encryption"
import type { Aead } from "../src/core/age/aead.ts"
import { openStream } from "../src/core/age/open.ts"
import { addressOf, type ContentAddress } from "../src/core/container/parts.ts"
import type { Testimony } from "../src/core/intake/testimony.ts"
import type { NewSha256 } from "../src/core/sha256.ts"
import { openContainer } from "../src/open/container.ts"
import { type Identity, recipientOf, unwrapWith } from "../src/open/identity.ts"
import type { Place } from "../src/open/place.ts"
import { sealStream } from "../src/seal/age.ts"
import { sealContainer } from "../src/seal/container.ts"
import { type Contender, type Direction, drain, OURS, pieces, type Sink } from "./contender.ts"

/** What a platform brings; its hash only where it has one that goes bit by bit. */
export interface Platform {
  readonly aead: Aead
  readonly newSha256?: NewSha256
}

export async function ours({ aead, newSha256 }: Platform): Promise<Contender[]> {
  const identity = (await generateHybridIdentity()) as Identity
  const recipient = await recipientOf(identity)
  const recipients = [recipient]
  const unwrap = unwrapWith([identity])
  const submission = {
    format: "cairn-submission/1",
    subject: "00".repeat(32),
    language: "en",
    reply: recipient,
    partner: null,
  } as const
  const testimony: Testimony = { format: "cairn-testimony/1", answers: { files: ["files/001"] } }
  const slow: Direction[] = aead.name === "noble" ? ["seal", "open"] : []
  const contents = new WeakMap<readonly Uint8Array[], ContentAddress>()
  return [
    {
      name: OURS.file,
      slow,
      seal: (plain, sink) => drain(sealStream(pieces(plain), recipients, aead), sink),
      open: (sealed, sink) => drain(openStream(sealed, unwrap, aead), sink),
    },
    {
      name: OURS.container,
      slow: newSha256 === undefined ? [...slow, "open"] : slow,
      async seal(plain, sink) {
        const file = { original: "film.mp4", type: "video/mp4", hidden: "kept", size: plain.length } as const
        const attachments = [{ ...file, bytes: () => pieces(plain) }]
        await sealContainer({ recipients, submission, testimony, attachments, aead }, sink)
      },
      async open(sealed, sink) {
        // What a statement would say; worked out in the warm-up run, which is not timed.
        const content = contents.get(sealed) ?? (await addressOf(sealed))
        contents.set(sealed, content)
        const opening = { file: sealed, content, unwrap, aead, ...(newSha256 && { newSha256 }) }
        await openContainer(opening, placeOf(sink))
      },
    },
  ]
}

// A place that keeps nothing; what belongs to the attachment is looked at.
function placeOf(sink: Sink): Place {
  return {
    create: (name) => ({
      write(chunk) {
        if (name === "files/001") sink(chunk)
      },
      close() {},
    }),
    publish() {},
    discard() {},
  }
}
