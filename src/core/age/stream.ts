// The payload of an age file (c2sp.org/age v1, STREAM): 64 KiB chunks of ChaCha20-Poly1305, the AEAD passed in.
// Several chunks are under way at once, because the platform's AEAD works on other cores; memory stays bounded.
import { hkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { utf8 } from "../bytes.ts"
import { type Bytes, rechunk } from "../chunks.ts"
import { type Aead, damaged, TAG } from "./aead.ts"

const CHUNK = 65536
export const PAYLOAD_NONCE = 16
const AHEAD = 16 // chunks under way: a mebibyte

/** Bytes of the payload, nonce included, of a file whose plaintext has `size` bytes. */
export function payloadSize(size: number): number {
  return PAYLOAD_NONCE + size + TAG * Math.max(1, Math.ceil(size / CHUNK))
}

/**
 * The size of the plaintext whose payload has `size` bytes, or -1 if no plaintext has such a one.
 */
export function plaintextSize(size: number): number {
  const sealed = size - PAYLOAD_NONCE
  const plain = sealed - TAG * Math.ceil(sealed / (CHUNK + TAG))
  return plain >= 0 && payloadSize(plain) === size ? plain : -1
}

/**
 * The sealed chunks of `source`.
 * @param fileKey 16 bytes, as in the file's stanzas
 * @param nonce 16 random bytes, which stand before the chunks; the caller writes them
 */
export async function* sealPayload(
  aead: Aead,
  fileKey: Uint8Array,
  nonce: Uint8Array,
  source: Bytes,
): AsyncGenerator<Uint8Array> {
  const key = await aead.key(payloadKey(aead, fileKey, nonce))
  yield* inOrder(chunksOf(source, CHUNK), (chunk, counter) => key.seal(counter, chunk))
}

/**
 * The plaintext of sealed chunks. What it yields is authentic chunk by chunk, but only its end says that nothing is
 * missing: publish nothing before.
 * @param source the payload after its nonce
 * @throws {AeadError} `damaged` for a changed, missing, added or empty last chunk, or another key
 */
export async function* openPayload(
  aead: Aead,
  fileKey: Uint8Array,
  nonce: Uint8Array,
  source: Bytes,
): AsyncGenerator<Uint8Array> {
  const key = await aead.key(payloadKey(aead, fileKey, nonce))
  yield* inOrder(chunksOf(source, CHUNK + TAG), (chunk, counter, index) => {
    // An empty last chunk is legal only as the whole payload: else there would be two files for one plaintext.
    if (chunk.length < TAG || (chunk.length === TAG && index > 0)) throw damaged()
    return key.open(counter, chunk)
  })
}

function payloadKey(aead: Aead, fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return aead.hkdf?.(fileKey, nonce, PAYLOAD) ?? hkdf(sha256, fileKey, nonce, PAYLOAD, 32)
}

const PAYLOAD = utf8("payload")

interface Chunk {
  readonly bytes: Uint8Array
  readonly last: boolean
}

// Chunks of `size` with the last one marked. A source that ends on a boundary has a full last chunk, not an empty one.
async function* chunksOf(source: Bytes, size: number): AsyncGenerator<Chunk> {
  let held: Uint8Array | undefined
  for await (const bytes of rechunk(source, size)) {
    if (held !== undefined && bytes.length > 0) yield { bytes: held, last: false }
    if (held === undefined || bytes.length > 0) held = bytes
  }
  yield { bytes: held as Uint8Array, last: true }
}

type Work = (chunk: Uint8Array, counter: Uint8Array, index: number) => Promise<Uint8Array> | Uint8Array

async function* inOrder(chunks: AsyncIterable<Chunk>, work: Work): AsyncGenerator<Uint8Array> {
  const pending: (Promise<Uint8Array> | Uint8Array)[] = []
  let index = 0
  try {
    for await (const { bytes, last } of chunks) {
      const done = work(bytes, counterOf(index, last), index)
      if (done instanceof Promise) done.catch(() => {}) // seen when its turn comes; never "unhandled" before
      pending.push(done)
      index++
      if (pending.length >= AHEAD) yield await (pending.shift() as Promise<Uint8Array> | Uint8Array)
    }
    while (pending.length > 0) yield await (pending.shift() as Promise<Uint8Array> | Uint8Array)
  } finally {
    await Promise.allSettled(pending)
  }
}

// 11 bytes big-endian, then 1 for the last chunk. Five bytes of counting are 2^40 chunks, 2^56 bytes.
function counterOf(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12)
  for (let at = 10, left = index; left > 0; at--, left = Math.floor(left / 256)) nonce[at] = left % 256
  nonce[11] = last ? 1 : 0
  return nonce
}
