// src/core/receipt against docs/vectors/receipt.json, which make-vectors.ts computes without it.
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { fromHex, hex } from "../../../src/core/bytes.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import {
  deriveReceiptKeys,
  newReceipt,
  ReceiptError,
  readReceipt,
  receiptDigits,
  receiptWords,
} from "../../../src/core/receipt/receipt.ts"
import { replyRecipient } from "../../../src/own/identity.ts"
import { makeKeys, makeVectors } from "./make-vectors.ts"

type Vectors = ReturnType<typeof makeVectors>

const file = new URL("../../../docs/vectors/receipt.json", import.meta.url)
const vectors: Vectors = JSON.parse(readFileSync(file, "utf8"))

test("the file is what the independent computation gives", () => {
  expect(vectors).toMatchObject(makeVectors())
})

describe.each(vectors.receipts)("receipt $secret", ({ secret, digits, words, ...keys }) => {
  const receipt = newReceipt(() => fromHex(secret))

  test("is shown as these digits and words", () => {
    expect(receiptDigits(receipt)).toBe(digits)
    const shown = ALL_LISTS.map((list) => [list.language, receiptWords(receipt, list).join(" ")])
    expect(Object.fromEntries(shown)).toEqual(words)
  })

  test("is read from them", () => {
    for (const text of [digits, ...Object.values(words)])
      expect(hex(readReceipt(text, ALL_LISTS))).toBe(secret)
  })

  test("makes these keys", async () => {
    const made = await deriveReceiptKeys(receipt, vectors.origin)
    expect(made.subject).toBe(keys.subject)
    expect(hex(made.holder)).toBe(keys.subject)
    expect(hex(made.holderSeed)).toBe(keys.holderSeed)
    expect(hex(made.replySeed)).toBe(keys.replySeed)
    expect(await replyRecipient(made)).toBe(keys.replyRecipient)
  })
})

test("another origin makes other keys, the ones node:crypto makes", async () => {
  const secret = "8d0dfff3a438b50c7877c8e9"
  const origin = "журнал.example/2"
  const made = await deriveReceiptKeys(
    newReceipt(() => fromHex(secret)),
    origin,
  )
  const { subject, holderSeed, replySeed } = makeKeys(secret, origin)
  expect({ subject: made.subject, holderSeed: hex(made.holderSeed), replySeed: hex(made.replySeed) }).toEqual(
    {
      subject,
      holderSeed,
      replySeed,
    },
  )
  expect(vectors.receipts.map((receipt) => receipt.subject)).not.toContain(subject)
})

test.each(vectors.refused)("refuses with $code: $text", ({ text, code }) => {
  expect(() => readReceipt(text, ALL_LISTS)).toThrow(ReceiptError)
  expect(() => readReceipt(text, ALL_LISTS)).toThrow(expect.objectContaining({ code }))
})
