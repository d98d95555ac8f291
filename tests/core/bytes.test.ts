// src/core/bytes.ts: text and hex are taken in one form only, and joining and comparing see every byte.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { concat, equal, fromHex, fromUtf8, hex, isZero, utf8 } from "../../src/core/bytes.ts"
import { refusalOf } from "./refusal.ts"

const bytes = () => fc.uint8Array({ maxLength: 100 })

describe("UTF-8", () => {
  test("a byte-order mark stays a character", () => {
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa")
  })

  test("comes back as it was", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => fromUtf8(utf8(text)) === text))
  })

  test.each([
    ["a lone continuation byte", [0x80]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["a code point past the last", [0xf4, 0x90, 0x80, 0x80]],
    ["a character that is cut off", [0xe2, 0x80]],
    ["0xff", [0x61, 0xff]],
  ])("%s is refused", async (_, list) => {
    expect(await refusalOf(() => fromUtf8(Uint8Array.from(list)))).toBe("utf8")
  })
})

describe("hex", () => {
  test("is what Buffer writes, and comes back", () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(hex(value)).toBe(Buffer.from(value).toString("hex"))
        expect(fromHex(hex(value))).toEqual(value)
      }),
    )
  })

  test.each(["0", "0A", "0g", "0x00", " 00", "00\n", "é0"])("%j is refused", async (text) => {
    expect(await refusalOf(() => fromHex(text))).toBe("hex")
  })
})

test("concat is Buffer's", () => {
  fc.assert(fc.property(fc.array(bytes()), (list) => equal(concat(...list), Buffer.concat(list))))
})

test("equal sees every byte and the length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(), (value, seed) => {
      expect(equal(value, Uint8Array.from(value))).toBe(true)
      expect(equal(value, value.subarray(1))).toBe(false)
      expect(equal(value.subarray(1), value)).toBe(false)
      const other = Uint8Array.from(value)
      const at = seed % value.length
      other[at] = (other[at] as number) ^ 1
      expect(equal(value, other)).toBe(false)
    }),
  )
})

test("isZero sees the first byte and the last", () => {
  expect(isZero(new Uint8Array(0))).toBe(true)
  expect(isZero(new Uint8Array(512))).toBe(true)
  expect(isZero(Uint8Array.of(0, 0, 1))).toBe(false)
  expect(isZero(Uint8Array.of(1, 0, 0))).toBe(false)
})
