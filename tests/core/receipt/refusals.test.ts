// What readReceipt refuses, with which code and in which order, and what an error says and keeps to itself.
import { expect, test } from "vitest"
import { fromHex, hex } from "../../../src/core/bytes.ts"
import { ALL_LISTS } from "../../../src/core/receipt/lists.ts"
import {
  newReceipt,
  ReceiptError,
  readReceipt,
  receiptDigits,
  receiptWords,
  type WordList,
} from "../../../src/core/receipt/receipt.ts"

const receipt = newReceipt(() => fromHex("8d0dfff3a438b50c7877c8e9"))

function list(language: string): WordList {
  const found = ALL_LISTS.find((one) => one.language === language)
  if (!found) throw new Error(`no list ${language}`)
  return found
}

function read(text: string, lists: readonly WordList[] = ALL_LISTS): string {
  return hex(readReceipt(text, lists))
}

function refusal(text: string, lists: readonly WordList[] = ALL_LISTS): ReceiptError {
  try {
    readReceipt(text, lists)
  } catch (error) {
    if (error instanceof ReceiptError) return error
    throw error
  }
  throw new Error("read, not refused")
}

const words = receiptWords(receipt, list("en"))
const digits = receiptDigits(receipt)
const table: readonly (readonly [string, string, object])[] = [
  ["empty", "", { code: "receipt-length", form: "words" }],
  ["only separators", " \n-,", { code: "receipt-length", form: "words" }],
  ["eight words", words.slice(0, 8).join(" "), { code: "receipt-length", form: "words" }],
  ["ten words", [...words, "able"].join(" "), { code: "receipt-length", form: "words" }],
  [
    "eight words, one unknown",
    ["cairn", ...words.slice(2)].join(" "),
    { code: "receipt-length", form: "words" },
  ],
  ["29 digits", digits.slice(0, -1), { code: "receipt-length", form: "digits" }],
  ["31 digits", `${digits}1`, { code: "receipt-length", form: "digits" }],
  [
    "unknown first word",
    words.with(0, "cairn").join(" "),
    { code: "receipt-word", form: "words", position: 1 },
  ],
  [
    "unknown last word",
    words.with(8, "cairn").join(" "),
    { code: "receipt-word", form: "words", position: 9 },
  ],
  [
    "a digit in a word",
    words.join(" ").replace("hu", "h0"),
    { code: "receipt-word", form: "words", position: 2 },
  ],
  ["a full stop", `${words.join(" ")}.`, { code: "receipt-word", form: "words", position: 9 }],
  [
    "a letter among digits",
    digits.replace("479", "4z9"),
    { code: "receipt-word", form: "digits", position: 5 },
  ],
  [
    "the same, unspaced",
    digits.replace("479", "4z9").replaceAll(" ", ""),
    { code: "receipt-word", position: 5 },
  ],
  ["a Chinese numeral among digits", digits.replace(/9$/, "九"), { code: "receipt-word", position: 10 }],
  ["words of two lists", words.with(3, "abaisser").join(" "), { code: "receipt-mixed" }],
  ["wrong check bits in words", words.with(8, "true").join(" "), { code: "receipt-checksum" }],
  ["wrong check bits in digits", digits.replace(/9$/, "8"), { code: "receipt-checksum" }],
  ["2^99", (2n ** 99n).toString(), { code: "receipt-range" }],
  ["thirty nines", "9".repeat(30), { code: "receipt-range" }],
]
test.each(table)("%s", (_, text, expected) => {
  const error = refusal(text)
  expect(error).toMatchObject(expected)
  expect(error.name).toBe("ReceiptError")
  // What was typed may be most of a secret, and messages end in logs.
  for (const part of text.split(/[\s,.-]+/)) if (part.length > 2) expect(error.message).not.toContain(part)
})

test("a word of a list that was not passed in", () => {
  expect(refusal(words.join(" "), [list("cs")])).toMatchObject({ code: "receipt-word", position: 1 })
  expect(refusal(words.join(" "), [])).toMatchObject({ code: "receipt-word", position: 1 })
})

test("a wrong word is told by its place only", () => {
  expect(refusal(words.with(4, "secretname").join(" ")).message).toBe("receipt-word: word 5 is in no list")
})

// make-vectors.ts found these: all nine in the English and the French list, the check bits fitting both.
const both = "humble sentence cruel ozone bicycle mobile angle mobile bicycle"

test("two languages that fit with different secrets are named, and either one is read", () => {
  expect(refusal(both)).toMatchObject({ code: "receipt-ambiguous", languages: ["en", "fr"] })
  const english = readReceipt(both, [list("en")])
  const french = readReceipt(both, [list("fr")])
  expect(hex(english)).not.toBe(hex(french))
  expect(receiptWords(english, list("en")).join(" ")).toBe(both)
  expect(receiptWords(french, list("fr")).join(" ")).toBe(both)
})

test("two languages that fit with one secret are no fault", () => {
  const zero = newReceipt((n) => new Uint8Array(n))
  const shared = receiptWords(zero, list("zh-Hans")).join(" ")
  expect(receiptWords(zero, list("zh-Hant")).join(" ")).toBe(shared)
  expect(read(shared)).toBe("00".repeat(12))
})

test("where nine words stand in two lists, the one whose check bits fit is read", () => {
  const shared = list("en").words.filter((word) => list("fr").words.includes(word))
  const texts = shared.map((word, i) => [word, ...both.split(" ").slice(1, 8), shared.at(-i) ?? ""].join(" "))
  const outcomes = texts.map((text) => {
    const alone = ["en", "fr"].flatMap((language) => {
      try {
        return [read(text, [list(language)])]
      } catch {
        return []
      }
    })
    const [only] = alone
    if (only === undefined) expect(refusal(text).code).toBe("receipt-checksum")
    else if (alone.length === 1) expect(read(text)).toBe(only)
    return alone.length
  })
  expect(outcomes).toContain(0)
  expect(outcomes).toContain(1)
})

test.each([
  ["one word short", list("en").words.slice(1)],
  ["one word too many", [...list("en").words, "cairn"]],
  ["two like words", list("en").words.with(7, list("en").words[8]?.toUpperCase() ?? "")],
])("a list with %s", (_, damaged) => {
  const broken = { language: "en", words: damaged }
  expect(() => receiptWords(receipt, broken)).toThrow(expect.objectContaining({ code: "receipt-list" }))
  expect(refusal(words.join(" "), [broken]).code).toBe("receipt-list")
})
