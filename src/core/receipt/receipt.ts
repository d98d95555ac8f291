// A receipt: a 96-bit random secret, shown as nine words or thirty digits and read back from either
// (docs/PROTOCOL.md, section 3). The package's `cairn/receipt`; not where a receipt is used to sign or to open.
//
// Three check bits tell most slips before anything is derived, not all. Counted over 40 receipts, every slip of its
// kind (tests/core/receipt/figures.test.ts), this share is read as another receipt and shows as an unknown subject:
//   one wrong English word      92 188 of 736 920   12.5 %
//   two neighbouring words swapped  33 of 320       10.3 %
//   one wrong digit              1 327 of 10 800    12.3 %
//   two neighbouring digits swapped 124 of 1 028    12.1 %
import type { RandomBytes } from "../webcrypto.ts"
import { digitsOf, digitsValue } from "./digits.ts"
import { readText } from "./text.ts"
import { type Receipt, ReceiptError, receiptOf, receiptValue, SECRET_BYTES } from "./value.ts"
import { type WordList, wordsOf, wordsValue } from "./words.ts"

export { deriveReceiptKeys, type ReceiptKeys } from "./keys.ts"
export { type Receipt, ReceiptError, type ReceiptErrorCode } from "./value.ts"
export type { WordList } from "./words.ts"

/**
 * A new secret. It always comes from `random`, never from a person.
 * @throws {ReceiptError} `receipt-random`
 */
export function newReceipt(random: RandomBytes): Receipt {
  const secret = Uint8Array.from(random(SECRET_BYTES))
  if (secret.length !== SECRET_BYTES) throw new ReceiptError("receipt-random", "not 12 random bytes")
  return secret as Receipt
}

/**
 * Nine words of `list`, in NFC.
 * @throws {ReceiptError} `receipt-list`
 */
export function receiptWords(receipt: Receipt, list: WordList): string[] {
  return wordsOf(receiptValue(receipt), list)
}

/** Ten groups of three ASCII digits, separated by spaces. */
export function receiptDigits(receipt: Receipt): string {
  return digitsOf(receiptValue(receipt))
}

/**
 * The receipt that `text` writes: nine words of one of `lists`, or thirty digits of any script. Case, spaces, line
 * breaks, commas and hyphens do not matter. Nothing is derived here, so whatever is refused is told at once; an error
 * that the check bits miss shows as an unknown subject later.
 * @param lists in the order in which languages are to be named if several fit
 * @throws {ReceiptError} every code but `receipt-random`; the first that applies, in the order length, word, mixed,
 *   range, checksum, ambiguous
 */
export function readReceipt(text: string, lists: readonly WordList[]): Receipt {
  const read = readText(text)
  return receiptOf(read.form === "digits" ? digitsValue(read.symbols) : wordsValue(read.words, lists))
}
