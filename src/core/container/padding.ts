// How large things are made, so that their size tells little (PROTOCOL sections 1 and 4). Plain arithmetic throughout:
// 32-bit shifts would go wrong past two gigabytes.
import { headerSize } from "../age/header.ts"
import { payloadSize, plaintextSize } from "../age/stream.ts"
import { CodedError } from "../errors.ts"

export class SizeError extends CodedError<"size-not-padded"> {}

/** Padmé (Nikitin et al., PETS 2019): at most 12 % more, and only O(log log n) bits of the size left. */
export function padme(n: number): number {
  if (n < 2) return n
  const e = n.toString(2).length - 1 // floor(log2 n), exactly: Math.log2 may round across a power of two
  const s = e.toString(2).length
  const unit = 2 ** Math.max(0, e - s)
  return Math.ceil(n / unit) * unit
}

const SMALLEST_TAR = 65536

/** What a tar of `size` bytes, its two zero blocks included, is filled up to. */
export function paddedTarSize(size: number): number {
  return Math.max(SMALLEST_TAR, padme(size))
}

/** Bytes of the sealed form of `plaintext` bytes for so many recipients. */
export function sealedSize(plaintext: number, recipients: number): number {
  return headerSize(recipients) + payloadSize(plaintext)
}

/**
 * Checks that a container has a size that padding gives.
 * @throws {SizeError} `size-not-padded`
 */
export function requireContainerSize(size: number, recipients: number): void {
  const tar = plaintextSize(size - headerSize(recipients))
  if (tar < SMALLEST_TAR || padme(tar) !== tar)
    throw new SizeError("size-not-padded", "no container has this size")
}

const SMALLEST_RECORD = 32768

/** What the plaintext of a record is filled up to: 32 KiB times a power of two. */
export function paddedRecordSize(size: number): number {
  let padded = SMALLEST_RECORD
  while (padded < size) padded *= 2
  return padded
}

/**
 * Checks that a sealed consent record has a size that padding gives: 32 KiB, 64 KiB, 128 KiB …
 * @throws {SizeError} `size-not-padded`
 */
export function requireRecordSize(size: number, recipients: number): void {
  const plain = plaintextSize(size - headerSize(recipients))
  if (plain !== paddedRecordSize(plain)) throw new SizeError("size-not-padded", "no record has this size")
}

const SPACE = 0x20

/** `text`, then spaces up to `size` bytes. */
export function fill(text: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size).fill(SPACE)
  out.set(text)
  return out
}

/**
 * What {@link fill} filled.
 * @param last the byte that what was filled ends with; no space
 * @throws {SizeError} `size-not-padded` where anything but spaces follows it
 */
export function unfill(bytes: Uint8Array, last: number): Uint8Array {
  const end = withoutSpaces(bytes)
  if (bytes[end - 1] !== last) throw new SizeError("size-not-padded", "not padded with spaces")
  return bytes.subarray(0, end)
}

const WORD = 8 // bytes
const [SPACES] = new Float64Array(new Uint8Array(WORD).fill(SPACE).buffer) // eight of them as one number

// By words where it can be: a record is mostly spaces, and an auditor opens many.
function withoutSpaces(bytes: Uint8Array): number {
  const start = bytes.byteOffset
  let end = bytes.length
  while (end > 0 && (start + end) % WORD !== 0 && bytes[end - 1] === SPACE) end--
  if ((start + end) % WORD === 0) {
    const whole = Math.floor(end / WORD)
    const words = new Float64Array(bytes.buffer, start + end - whole * WORD, whole)
    let left = whole
    while (left > 0 && words[left - 1] === SPACES) left--
    end -= (whole - left) * WORD
  }
  while (end > 0 && bytes[end - 1] === SPACE) end--
  return end
}
