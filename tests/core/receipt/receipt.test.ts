// Round trips of a receipt, and the many dresses it is read in. Refusals are in refusals.test.ts.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
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

const secrets = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => newReceipt(() => bytes))
const receipt = newReceipt(() => fromHex("8d0dfff3a438b50c7877c8e9"))
const same = hex(receipt)

function list(language: string): WordList {
  const found = ALL_LISTS.find((one) => one.language === language)
  if (!found) throw new Error(`no list ${language}`)
  return found
}

function read(text: string, lists: readonly WordList[] = ALL_LISTS): string {
  return hex(readReceipt(text, lists))
}

describe("a new receipt", () => {
  test("copies its random bytes", () => {
    const bytes = new Uint8Array(12).fill(7)
    const made = newReceipt((n) => bytes.subarray(0, n))
    bytes.fill(0)
    expect(hex(made)).toBe("07".repeat(12))
  })

  test.each([0, 11, 13, 32])("refuses %i random bytes", (n) => {
    expect(() => newReceipt(() => new Uint8Array(n))).toThrow(
      expect.objectContaining({ code: "receipt-random" }),
    )
  })

  test("is no plain byte string to the type checker", () => {
    // @ts-expect-error: only newReceipt and readReceipt make a Receipt
    expect(receiptDigits(new Uint8Array(12))).toHaveLength(39)
  })
})

describe("round trip", () => {
  test("there are ten lists, each with a language of its own", () => {
    expect(new Set(ALL_LISTS.map((one) => one.language)).size).toBe(10)
  })

  test.each(ALL_LISTS)("words: $language", (words) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const text = receiptWords(secret, words).join(" ")
        expect(read(text, [words])).toBe(hex(secret))
        try {
          expect(read(text)).toBe(hex(secret))
        } catch (error) {
          if (!(error instanceof ReceiptError) || error.code !== "receipt-ambiguous") throw error
          expect(error.languages).toContain(words.language)
        }
      }),
    )
  })

  test("digits, with no list at all", () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        expect(read(receiptDigits(secret), [])).toBe(hex(secret))
      }),
    )
  })
})

describe("the dress of words does not matter", () => {
  const casings: readonly [string, (text: string) => string][] = [
    ["as shown", (text) => text],
    ["capitals", (text) => text.toUpperCase()],
    ["capitals of a Turkish keyboard", (text) => text.toLocaleUpperCase("tr")],
    ["small letters of a Turkish keyboard", (text) => text.toUpperCase().toLocaleLowerCase("tr")],
    ["initial capitals", (text) => text.replace(/(?<=^| )./gu, (first) => first.toUpperCase())],
    ["NFC", (text) => text.normalize("NFC")],
    ["NFD", (text) => text.normalize("NFD")],
    ["NFKD", (text) => text.normalize("NFKD")],
    ["capitals in NFKD", (text) => text.normalize("NFKD").toUpperCase()],
    [
      "full width",
      (text) => text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    ],
  ]
  test.each(casings)("%s", (_, dress) => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...ALL_LISTS), (secret, words) => {
        expect(read(dress(receiptWords(secret, words).join(" ")), [words])).toBe(hex(secret))
      }),
    )
  })

  test("words are shown in NFC, which screens draw and clipboards carry", () => {
    const shown = receiptWords(receipt, list("ko")).join(" ")
    expect(shown).toBe(shown.normalize("NFC"))
    expect(shown).not.toBe(shown.normalize("NFKD"))
  })

  test.each(["zh-Hans", "zh-Hant"])("%s without spaces, or in threes", (language) => {
    const words = receiptWords(receipt, list(language))
    expect(read(words.join(""))).toBe(same)
    expect(read(words.join("").replace(/.{3}/gu, "$&、"))).toBe(same)
  })
})

const separators: readonly (readonly [string, string])[] = [
  ["space", " "],
  ["many spaces", "    "],
  ["tab", "\t"],
  ["line feed", "\n"],
  ["carriage return and line feed", "\r\n"],
  ["next line", "\u0085"],
  ["no-break space", "\u00a0"],
  ["narrow no-break space", "\u202f"],
  ["ideographic space", "\u3000"],
  ["line separator", "\u2028"],
  ["zero-width space", "\u200b"],
  ["Ethiopic word space", "\u1361"],
  ["comma", ", "],
  ["Arabic comma", "\u060c "],
  ["Arabic thousands separator", "\u066c"],
  ["Ethiopic comma", "\u1363"],
  ["Armenian comma", "\u055d"],
  ["N'Ko comma", "\u07f8"],
  ["Mongolian comma", "\u1802"],
  ["Manchu comma", "\u1808"],
  ["Lisu comma", "\ua4fe"],
  ["Vai comma", "\ua60d"],
  ["Bamum comma", "\ua6f5"],
  ["ideographic comma", "\u3001"],
  ["full-width comma", "\uff0c"],
  ["half-width ideographic comma", "\uff64"],
  ["hyphen", "-"],
  ["true hyphen", "\u2010"],
  ["no-break hyphen", "\u2011"],
  ["dash", " \u2014 "],
  ["minus", "\u2212"],
  ["maqaf", "\u05be"],
  ["space with direction marks", "\u200f \u200e"],
]

describe.each(separators)("separator: %s", (_, separator) => {
  test("between words", () => {
    expect(read(receiptWords(receipt, list("en")).join(separator))).toBe(same)
  })
  test("between groups of digits, at both ends too", () => {
    expect(read(separator + receiptDigits(receipt).replaceAll(" ", separator) + separator)).toBe(same)
  })
})

test.each([
  ["soft hyphen", "\u00ad"],
  ["byte-order mark", "\ufeff"],
  ["right-to-left isolate", "\u2067"],
  ["Arabic letter mark", "\u061c"],
  ["zero-width joiner", "\u200d"],
  ["word joiner", "\u2060"],
])("an invisible %s inside a word or number is as if it were not there", (_, mark) => {
  const words = receiptWords(receipt, list("en")).join(" ")
  expect(read(`${mark}${words.slice(0, 2)}${mark}${words.slice(2)}${mark}`)).toBe(same)
  const digits = receiptDigits(receipt)
  expect(read(`${mark}${digits.slice(0, 2)}${mark}${digits.slice(2)}${mark}`)).toBe(same)
})

describe("digits of any script", () => {
  const zeros: readonly (readonly [string, number])[] = [
    ["ASCII", 0x30],
    ["Arabic-Indic", 0x660],
    ["Eastern Arabic-Indic", 0x6f0],
    ["Devanagari", 0x966],
    ["Thai", 0xe50],
    ["full width", 0xff10],
    ["Tai Tham Tham", 0x1a90],
    ["Myanmar Eastern Pwo Karen, which touches another run", 0x116da],
    ["mathematical monospace, the last of five runs in a row", 0x1d7f6],
  ]
  test.each(zeros)("%s", (_, zero) => {
    fc.assert(
      fc.property(secrets, fc.constantFrom("", " ", "\n", "-", "، "), (secret, separator) => {
        const ascii = receiptDigits(secret).replaceAll(" ", separator)
        const dressed = ascii.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)))
        expect(read(dressed, [])).toBe(hex(secret))
      }),
    )
  })

  // The platform's own tables of numbering systems, which src does not use.
  const systems = Intl.supportedValuesOf("numberingSystem").flatMap((system) => {
    const format = new Intl.NumberFormat(`en-u-nu-${system}`)
    const ten = Array.from({ length: 10 }, (_, value) => format.format(value))
    return ten.every((digit) => /^\p{Nd}$/u.test(digit)) ? [{ system, ten }] : []
  })
  test(`${systems.length} numbering systems of the platform`, () => {
    expect(systems.length).toBeGreaterThan(50)
    for (const { ten } of systems) {
      expect(
        read(
          receiptDigits(receipt).replace(/[0-9]/g, (digit) => ten[Number(digit)] ?? ""),
          [],
        ),
      ).toBe(same)
    }
  })

  test("every decimal digit of Unicode stands in runs of ten, on which the value rests", () => {
    let run = 0
    let all = 0
    for (let point = 0; point <= 0x10ffff; point++) {
      const isDigit = /^\p{Nd}$/u.test(String.fromCodePoint(point))
      if (!isDigit) expect(run % 10).toBe(0)
      run = isDigit ? run + 1 : 0
      if (isDigit) all++
    }
    expect(all).toBeGreaterThan(600)
  })
})
