// Sealing what the store itself writes: each blob under a random key of its own, which stands in what is above it, up to the head.
// So dropping a key drops the blob, and a blob put in another's place opens as nothing. Chunks and nonces are age's STREAM.
import { type Aead, platformAead } from "../core/age/aead.ts"
import { openPayload, PAYLOAD_NONCE, sealPayload } from "../core/age/stream.ts"
import { fromBase64, toBase64 } from "../core/base64.ts"
import { fromUtf8, hex, utf8 } from "../core/bytes.ts"
import { type Bytes, collect, Reader } from "../core/chunks.ts"
import type { RandomBytes } from "../core/webcrypto.ts"
import type { Blobs } from "./blobs.ts"
import type { BlobRef } from "./card.ts"
import { CasesError } from "./errors.ts"

const KEY = 32 // bytes
const SMALL = 4096 // bytes that stand beside their key, on the card: a file each would be most of what an import waits for

/** What seals and opens blobs. */
export interface Sealing {
  readonly blobs: Blobs
  readonly aead?: Aead
  readonly random: RandomBytes
}

/** Seals bytes held in memory into a new blob, or into the reference itself where they are few. */
export async function sealBlob(sealing: Sealing, plaintext: Uint8Array): Promise<BlobRef> {
  const key = sealing.random(KEY)
  const bytes = sealedUnder(sealing, key, [plaintext])
  const common = { key: toBase64(key), size: plaintext.length }
  if (plaintext.length <= SMALL)
    return { ...common, name: `=${toBase64(await collect(bytes, Number.POSITIVE_INFINITY))}` }
  const name = newName(sealing.random)
  await sealing.blobs.write(name, bytes)
  return { ...common, name }
}

/** @throws {CasesError} `store-malformed` if it was changed, cut or put in another's place */
export async function openBlob(sealing: Sealing, ref: BlobRef): Promise<Uint8Array> {
  try {
    const bytes = ref.name.startsWith("=") ? [fromBase64(ref.name.slice(1))] : sealing.blobs.read(ref.name)
    return await collect(openedUnder(sealing, fromBase64(ref.key), bytes), ref.size)
  } catch (cause) {
    if (isMachine(cause)) throw cause
    throw new CasesError("store-malformed", "a part of the store is not what was put there", { cause })
  }
}

export async function sealJson(sealing: Sealing, value: unknown): Promise<BlobRef> {
  return sealBlob(sealing, utf8(JSON.stringify(value)))
}

export async function openJson<T>(sealing: Sealing, ref: BlobRef): Promise<T> {
  // What opened was sealed by this store under a key that nothing else has: its form is its own.
  return JSON.parse(fromUtf8(await openBlob(sealing, ref))) as T
}

/** The blob's name in the store, if it is one of its own. */
export function blobName({ name }: BlobRef): string | null {
  return name.startsWith("=") ? null : name
}

export function newName(random: RandomBytes): string {
  return hex(random(16))
}

async function* sealedUnder(
  { aead, random }: Sealing,
  key: Uint8Array,
  source: Bytes,
): AsyncGenerator<Uint8Array> {
  const nonce = random(PAYLOAD_NONCE)
  yield nonce
  yield* sealPayload(aead ?? (await platformAead()), key, nonce, source)
}

async function* openedUnder({ aead }: Sealing, key: Uint8Array, source: Bytes): AsyncGenerator<Uint8Array> {
  const reader = new Reader(source)
  const nonce = await reader.take(PAYLOAD_NONCE)
  yield* openPayload(aead ?? (await platformAead()), key, nonce, reader.rest())
}

// A disk that fails is not a store that was changed.
function isMachine(error: unknown): boolean {
  return !(error instanceof Error && "code" in error && /^[a-z-]+$/.test(String(error.code)))
}
