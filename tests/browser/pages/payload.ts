// In the browser: age's payload (src/core/age/stream.ts) under the browser's own cipher and under noble's.
import { type Aead, nobleAead, platformAead, webAead } from "../../../src/core/age/aead.ts"
import { openPayload, payloadSize, sealPayload } from "../../../src/core/age/stream.ts"
import { equal, hex } from "../../../src/core/bytes.ts"
import { collect } from "../../../src/core/chunks.ts"
import type { CodedError } from "../../../src/core/errors.ts"
import { sha256Platform } from "../../../src/core/webcrypto.ts"
import { FILE_KEY, NONCE, plaintext } from "../fixed.ts"

export type Which = "platform" | "noble"

const page = {
  /** What the product chooses here, and whether the browser itself has the cipher. */
  async chosen() {
    const own = await webAead.key(new Uint8Array(32)).then(
      () => true,
      () => false,
    )
    return { name: (await platformAead()).name, own }
  },

  /** Hex SHA-256 of the sealed chunks of {@link plaintext}. */
  async sealed(which: Which, size: number) {
    return hex(await sha256Platform(await seal(await aeadOf(which), size)))
  },

  /** Whether the sealed chunks open to the plaintext again, and what a changed last byte leads to. */
  async opened(which: Which, size: number) {
    const aead = await aeadOf(which)
    const sealed = await seal(aead, size)
    const same = equal(await open(aead, sealed), plaintext(size))
    sealed[sealed.length - 1] = (sealed.at(-1) as number) ^ 1
    const code = await open(aead, sealed).then(
      () => "opened",
      (error: CodedError) => error.code,
    )
    return { same, code }
  },
}

export type PayloadPage = typeof page
Object.assign(globalThis, { cairn: page })

async function aeadOf(which: Which): Promise<Aead> {
  return which === "noble" ? nobleAead : platformAead()
}

function seal(aead: Aead, size: number): Promise<Uint8Array> {
  return collect(sealPayload(aead, FILE_KEY, NONCE, [plaintext(size)]), payloadSize(size))
}

function open(aead: Aead, sealed: Uint8Array): Promise<Uint8Array> {
  return collect(openPayload(aead, FILE_KEY, NONCE, [sealed]), sealed.length)
}
