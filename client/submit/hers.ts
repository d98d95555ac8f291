// The receipt of this page's account, and what is made from it: in the sealing worker, and nowhere else. One account has one
// receipt, whether it is sent at once, or paused first and sent another day.
import { wordlist } from "@scure/bip39/wordlists/english.js"
import type { WordList } from "../../src/core/receipt/receipt.ts"
import {
  deriveReceiptKeys,
  newReceipt,
  type Receipt,
  type ReceiptKeys,
  readReceipt,
  receiptDigits,
  receiptWords,
} from "../../src/core/receipt/receipt.ts"
import { randomBytes } from "../../src/core/webcrypto.ts"
import { Clock } from "../survivor/clock.ts"

const LIST: WordList = { language: "en", words: wordlist }

/** The lists that a receipt may be in. */
export const LISTS: readonly WordList[] = [LIST]

export interface Hers {
  readonly receipt: Receipt
  readonly keys: ReceiptKeys
  /** The version of her draft that this page kept or opened last. */
  version: number
  /** SHA-256, in hex, of each sealed draft that this page sent: whether it arrived is not always told. */
  readonly sent: Set<string>
  readonly clock: Clock
}

export async function newHers(origin: string): Promise<Hers> {
  return hersFrom(newReceipt(randomBytes), origin)
}

/** @throws {ReceiptError} if the text is no receipt, before anything is derived */
export async function hersOf(text: string, origin: string): Promise<Hers> {
  return hersFrom(readReceipt(text, LISTS), origin)
}

async function hersFrom(receipt: Receipt, origin: string): Promise<Hers> {
  return {
    receipt,
    keys: await deriveReceiptKeys(receipt, origin),
    version: 0,
    sent: new Set(),
    clock: new Clock(),
  }
}

/** What a screen shows of it. */
export function shownOf({ receipt }: Hers): { readonly words: readonly string[]; readonly digits: string } {
  return { words: receiptWords(receipt, LIST), digits: receiptDigits(receipt) }
}
