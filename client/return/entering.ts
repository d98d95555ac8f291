// Reading the receipt (PROTOCOL section 3). The form gives English words, so English is tried alone; the other lists, which weigh
// more than everything else here, are loaded only when it does not fit.
import { wordlist } from "@scure/bip39/wordlists/english.js"
import { type Receipt, ReceiptError, readReceipt, type WordList } from "../../src/core/receipt/receipt.ts"
import type { Slip } from "./messages.ts"

const ENGLISH: WordList = { language: "en", words: wordlist }

/** What may have been meant, best first: more than one only where a list besides English fits too. */
export interface Read {
  readonly receipt: Receipt
  /** Reads it again in every list, if the server knows nothing under this one. */
  readonly others: () => Promise<Receipt | undefined>
}

/**
 * @param language of the list, where she was asked
 * @throws {ReceiptError}
 */
export async function readEntered(text: string, language?: string): Promise<Read> {
  const none = async (): Promise<undefined> => undefined
  if (language !== undefined) {
    const lists = (await allLists()).filter((list) => list.language === language)
    return { receipt: readReceipt(text, lists), others: none }
  }
  try {
    const receipt = readReceipt(text, [ENGLISH])
    return { receipt, others: () => elsewhere(text, receipt) }
  } catch (error) {
    if (!(error instanceof ReceiptError) || error.form === "digits") throw error
    if (!["receipt-word", "receipt-mixed", "receipt-checksum"].includes(error.code)) throw error
    return { receipt: readReceipt(text, await allLists()), others: none }
  }
}

async function elsewhere(text: string, known: Receipt): Promise<Receipt | undefined> {
  const receipt = readReceipt(text, await allLists()) // several may fit: then she is asked
  return receipt.every((byte, i) => byte === known[i]) ? undefined : receipt
}

async function allLists(): Promise<readonly WordList[]> {
  return (await import("../../src/core/receipt/lists.ts")).ALL_LISTS
}

/** What may be told of it: places and counts, never what was typed. */
export function slipOf({ code, form, position, languages }: ReceiptError): Slip {
  return {
    code,
    ...(form !== undefined && { form }),
    ...(position !== undefined && { position }),
    ...(languages !== undefined && { languages }),
  }
}
