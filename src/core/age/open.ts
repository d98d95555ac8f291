// Opening a sealed file, but for the one step that needs a private key: that comes in as `unwrap`, from the room that
// holds the key. Header check, then unwrapping, then the payload.
import { type Bytes, collect, Reader } from "../chunks.ts"
import type { Aead } from "./aead.ts"
import { HEADER_MAX, parseAgeHeader } from "./header.ts"
import { openPayload, PAYLOAD_NONCE } from "./stream.ts"

/**
 * The file key (16 bytes) of a checked header.
 * @throws {CodedError} if none of the holder's identities fits, or the header's MAC does not
 */
export type Unwrap = (header: Uint8Array) => Promise<Uint8Array>

/**
 * The plaintext of a sealed file, as a stream. Publish nothing before it ends without an error.
 * @throws {RecipientError} `recipients` before any decapsulation, if the header is not ours
 * @throws {ReadError} `truncated`
 * @throws {AeadError} `damaged`
 */
export async function* openStream(file: Bytes, unwrap: Unwrap, aead: Aead): AsyncGenerator<Uint8Array> {
  const reader = new Reader(file)
  const { size } = parseAgeHeader(await reader.peek(HEADER_MAX))
  const fileKey = await unwrap(Uint8Array.from(await reader.take(size)))
  const nonce = await reader.take(PAYLOAD_NONCE)
  yield* openPayload(aead, fileKey, nonce, reader.rest())
}

/** Opens a sealed file in memory; `max` bounds its plaintext. */
export async function openBytes(
  file: Uint8Array,
  unwrap: Unwrap,
  aead: Aead,
  max: number,
): Promise<Uint8Array> {
  return collect(openStream([file], unwrap, aead), max)
}
