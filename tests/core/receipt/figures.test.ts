// How many slips the three check bits and the range miss, counted over all single errors of fixed receipts. The
// figures stand at the top of src/core/receipt/receipt.ts and in SECURITY.md.
import { createHash } from "node:crypto"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { hex } from "../../../src/core/bytes.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import {
  newReceipt,
  type Receipt,
  ReceiptError,
  readReceipt,
  receiptDigits,
  receiptWords,
} from "../../../src/core/receipt/receipt.ts"

const english = ALL_LISTS.filter((list) => list.language === "en")
const [{ words: list } = { words: [] }] = english
const receipts = Array.from({ length: 40 }, (_, i) =>
  newReceipt((n) => createHash("sha256").update(`cairn receipt figures ${i}`).digest().subarray(0, n)),
)

const figures: string[] = []

beforeAll(() => {
  Error.stackTraceLimit = 0 // most of the 750 000 readings throw, and traces cost more than reading
})

afterAll(() => {
  console.log(`receipt: slips missed, over ${receipts.length} receipts: ${figures.join(", ")}`)
})

/** Reads every text that `slips` makes of every receipt; the share that is read, as another receipt. */
function count(name: string, slips: (receipt: Receipt) => Iterable<string>): number {
  const derived = vi.spyOn(crypto.subtle, "importKey")
  let all = 0
  let missed = 0
  const refused = new Set<string>()
  for (const receipt of receipts) {
    const same = hex(receipt)
    for (const text of slips(receipt)) {
      all++
      try {
        if (hex(readReceipt(text, english)) === same) throw new Error("a slip was read as the same receipt")
        missed++
      } catch (error) {
        if (!(error instanceof ReceiptError)) throw error
        refused.add(error.code)
      }
    }
  }
  expect(derived).not.toHaveBeenCalled()
  expect([...refused].filter((code) => code !== "receipt-checksum" && code !== "receipt-range")).toEqual([])
  figures.push(`${name} ${missed} of ${all} (${((100 * missed) / all).toFixed(2)} %)`)
  return missed / all
}

function* singles(parts: readonly string[], choices: readonly string[], joiner: string): Generator<string> {
  for (const [at, right] of parts.entries()) {
    for (const wrong of choices) if (wrong !== right) yield parts.with(at, wrong).join(joiner)
  }
}

function* swaps(parts: readonly string[], joiner: string): Generator<string> {
  for (let at = 1; at < parts.length; at++) {
    const [before = "", after = ""] = parts.slice(at - 1, at + 1)
    if (before !== after)
      yield parts
        .with(at - 1, after)
        .with(at, before)
        .join(joiner)
  }
}

const wordsOf = (receipt: Receipt) => receiptWords(receipt, { language: "en", words: list })
const digitsOf = (receipt: Receipt) => [...receiptDigits(receipt).replaceAll(" ", "")]

test.each([
  ["one wrong word", (receipt: Receipt) => singles(wordsOf(receipt), list, " ")],
  ["two words swapped", (receipt: Receipt) => swaps(wordsOf(receipt), " ")],
  ["one wrong digit", (receipt: Receipt) => singles(digitsOf(receipt), [..."0123456789"], "")],
  ["two digits swapped", (receipt: Receipt) => swaps(digitsOf(receipt), "")],
])("%s", (name, slips) => {
  const missed = count(name, slips)
  expect(missed).toBeGreaterThan(0.05)
  expect(missed).toBeLessThan(0.2)
})
