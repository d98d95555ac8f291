// The public header of a sealed file (c2sp.org/age v1): checked before anything is stored and again before any
// decapsulation, each of which costs ten milliseconds. Says how many recipients there are, never who.
import { MAX_RECIPIENTS, RecipientError } from "./recipient.ts"

const FIRST = "age-encryption.org/v1\n"
const STANZA = "-> mlkem768x25519 "
const ENC_BYTES = 1120 // ML-KEM-768 ciphertext (1088, FIPS 203) and X25519 share (32)
const BODY_BYTES = 32 // 16-byte file key and 16-byte tag
const MAC_BYTES = 32

/** Bytes of a header with `recipients` stanzas. */
export function headerSize(recipients: number): number {
  return 70 + 1557 * recipients
}

/** No header is longer; a reader need not look further. */
export const HEADER_MAX = headerSize(MAX_RECIPIENTS)

/** How many stanzas a header has, and its length in bytes up to the payload's nonce. */
export interface AgeHeader {
  readonly recipients: number
  readonly size: number
}

/**
 * Checks the header at the start of `file`, of which {@link HEADER_MAX} bytes are enough.
 * @throws {RecipientError} `recipients` for anything but one to eight canonical `mlkem768x25519` stanzas
 */
export function parseAgeHeader(file: Uint8Array): AgeHeader {
  // One character a byte, so positions are byte positions, and bytes that are no ASCII fail the comparisons below.
  const text = oneByteEach.decode(file.subarray(0, HEADER_MAX))
  let at = FIRST.length
  let recipients = 0
  if (!text.startsWith(FIRST)) throw refused("not an age file")
  while (text.startsWith(STANZA, at)) {
    if (++recipients > MAX_RECIPIENTS) throw refused("more than eight stanzas")
    at = endOfLine(text, at + STANZA.length, ENC_BYTES)
    at = endOfLine(text, at, BODY_BYTES)
  }
  if (recipients === 0) throw refused("no hybrid stanza")
  if (!text.startsWith("--- ", at)) throw refused("a stanza of another kind")
  return { recipients, size: endOfLine(text, at + 4, MAC_BYTES) }
}

// The end of a line that is exactly `bytes` bytes in canonical base64: the alphabet, and no spare bit set in the last
// character. Not decoded: the server looks at two headers for every account, and keeps neither.
function endOfLine(text: string, from: number, bytes: number): number {
  const end = from + Math.ceil((bytes * 4) / 3)
  if (text[end] !== "\n") throw refused("a line of another length")
  if (!CANONICAL[bytes % 3]?.test(text.slice(from, end))) throw refused("base64 not canonical")
  return end + 1
}

const CANONICAL: readonly RegExp[] = [
  /^[A-Za-z0-9+/]*$/,
  /^[A-Za-z0-9+/]*[AQgw]$/, // two characters for one byte: four spare bits
  /^[A-Za-z0-9+/]*[AEIMQUYcgkosw048]$/, // three for two: two spare bits
]

const oneByteEach = new TextDecoder("windows-1252", { ignoreBOM: true }) // what the Encoding standard makes of Latin-1

function refused(why: string): RecipientError {
  return new RecipientError("recipients", why)
}
