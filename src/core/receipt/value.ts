// The 99-bit number behind a receipt: its 96 secret bits, then three check bits (docs/PROTOCOL.md, section 3).
// Not the words or digits that dress it, and not the keys made from it.
import { sha256 } from "@noble/hashes/sha2.js"
import { concat, fromHex, hex, utf8 } from "../bytes.ts"
import { CodedError } from "../errors.ts"

declare const receipt: unique symbol

/** The secret of a receipt: 12 bytes from a CSPRNG. Branded, so that no other bytes are taken for one. */
export type Receipt = Uint8Array & { readonly [receipt]: true }

export type ReceiptErrorCode =
  | "receipt-length" // not nine words, not thirty digits
  | "receipt-word" // a word in no list, or something among digits that is not one
  | "receipt-mixed" // each word is in some list, but no one list holds all nine
  | "receipt-range" // 2^99 or more: no receipt has this number
  | "receipt-checksum"
  | "receipt-ambiguous" // several languages fit and give different secrets: ask which
  | "receipt-list" // the program's fault: a word list that does not hold 2048 different words
  | "receipt-random" // the program's fault: a random source that does not give 12 bytes

/** What a face needs to say more than the code. Positions and counts only: what was typed may be most of a secret. */
export interface ReceiptErrorAbout {
  /** Which dress the text was taken for. */
  readonly form?: "words" | "digits"
  /** For `receipt-word`: which word, or which group of three digits, counted from 1. */
  readonly position?: number
  /** For `receipt-ambiguous`: the languages that fit. */
  readonly languages?: readonly string[]
}

export class ReceiptError extends CodedError<ReceiptErrorCode> implements ReceiptErrorAbout {
  declare readonly form?: "words" | "digits"
  declare readonly position?: number
  declare readonly languages?: readonly string[]

  constructor(code: ReceiptErrorCode, detail: string, about: ReceiptErrorAbout = {}) {
    super(code, detail)
    Object.assign(this, about)
  }
}

export const SECRET_BYTES = 12
const CHECK_BITS = 3n
const LIMIT = 1n << 99n // 96 secret bits and three check bits: nine words of 11 bits
const LABEL = utf8("cairn/receipt/v1")

/** secret || first 3 bits of H(label || secret), as one big-endian number under 2^99. */
export function receiptValue(secret: Receipt): bigint {
  const digest = sha256(concat(LABEL, secret))
  const check = BigInt(`0x${hex(digest.subarray(0, 1))}`) >> 5n // the first 3 of 8 bits
  return (BigInt(`0x${hex(secret)}`) << CHECK_BITS) | check
}

/** Whether the three check bits of `value` are those of its secret. */
export function isReceiptValue(value: bigint): boolean {
  return receiptValue(secretBits(value)) === value
}

/**
 * The secret of `value`.
 * @throws {ReceiptError} `receipt-range`, `receipt-checksum`
 */
export function receiptOf(value: bigint): Receipt {
  if (value >= LIMIT) throw new ReceiptError("receipt-range", "the number is 2^99 or more")
  if (!isReceiptValue(value)) throw new ReceiptError("receipt-checksum", "the check bits do not fit")
  return secretBits(value)
}

function secretBits(value: bigint): Receipt {
  const digits = (value >> CHECK_BITS).toString(16).padStart(2 * SECRET_BYTES, "0")
  return fromHex(digits) as Receipt
}
