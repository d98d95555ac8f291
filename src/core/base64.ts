// Base64 (RFC 4648 section 4), strict: one text for each byte string, padded in notes, unpadded in age headers.
import { base64, base64nopad } from "@scure/base"
import { CodedError } from "./errors.ts"

export class Base64Error extends CodedError<"base64"> {}

/** Canonical padded base64. */
export function toBase64(bytes: Uint8Array): string {
  return base64.encode(bytes)
}

/**
 * @throws {Base64Error} `base64` unless `text` is the one canonical padded form
 */
export function fromBase64(text: string): Uint8Array {
  return strict(base64, text)
}

/**
 * Unpadded base64, as in age headers.
 * @throws {Base64Error} `base64` unless `text` is the one canonical unpadded form
 */
export function fromBase64NoPad(text: string): Uint8Array {
  return strict(base64nopad, text)
}

// The comparison is our own guard: a decoder that forgave non-zero spare bits would let one signature have many texts.
function strict(coder: typeof base64, text: string): Uint8Array {
  let bytes: Uint8Array
  try {
    bytes = coder.decode(text)
  } catch (cause) {
    throw new Base64Error("base64", "not base64", { cause })
  }
  if (coder.encode(bytes) !== text) throw new Base64Error("base64", "not canonical base64")
  return bytes
}
