// src/core/base64.ts: every byte string has one text, padded in notes and unpadded in age headers.
import fc from "fast-check"
import { expect, test } from "vitest"
import { fromBase64, fromBase64NoPad, toBase64 } from "../../src/core/base64.ts"
import { refusalOf } from "./refusal.ts"

test("is what Buffer writes, and comes back in both forms", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = toBase64(bytes)
      expect(text).toBe(Buffer.from(bytes).toString("base64"))
      expect(fromBase64(text)).toEqual(bytes)
      expect(fromBase64NoPad(text.replaceAll("=", ""))).toEqual(bytes)
    }),
  )
})

test("no other text of the same bytes is taken", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(63), async (bytes, n) => {
      const text = toBase64(bytes)
      const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
      const end = text.indexOf("=") < 0 ? text.length : text.indexOf("=")
      const other = text.slice(0, end - 1) + letters[n] + text.slice(end)
      // Node's decoder forgives spare bits: it tells which changed texts still mean the same bytes.
      if (other === text || !Buffer.from(other, "base64").equals(bytes)) return
      expect(await refusalOf(() => fromBase64(other))).toBe("base64")
      expect(await refusalOf(() => fromBase64NoPad(other.replaceAll("=", "")))).toBe("base64")
    }),
    { numRuns: 300 },
  )
})

test.each([
  ["spare bits that are not zero", "AB=="],
  ["spare bits that are not zero, two bytes", "AAB="],
  ["no padding", "AA"],
  ["half the padding", "AA="],
  ["too much padding", "AAAA===="],
  ["padding alone", "="],
  ["a space", "AA AA=="],
  ["a line feed at the end", "AA==\n"],
  ["a line feed within", "AAAA\nAAAA"],
  ["the URL alphabet", "_-AA"],
  ["something after the padding", "AA==AAAA"],
  ["a single letter", "A==="],
])("padded: %s is refused", async (_, text) => {
  expect(await refusalOf(() => fromBase64(text))).toBe("base64")
})

test.each([
  ["spare bits that are not zero", "AB"],
  ["padding", "AA=="],
  ["a line feed", "AAAA\n"],
  ["the URL alphabet", "_-AA"],
  ["a single letter", "A"],
])("unpadded: %s is refused", async (_, text) => {
  expect(await refusalOf(() => fromBase64NoPad(text))).toBe("base64")
})
