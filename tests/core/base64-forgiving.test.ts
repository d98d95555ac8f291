// src/core/base64.ts over a decoder that forgives everything, as Node's does: the one canonical text is our own guard.
import { expect, test, vi } from "vitest"
import { fromBase64, fromBase64NoPad } from "../../src/core/base64.ts"
import { refusalOf } from "./refusal.ts"

vi.mock("@scure/base", () => {
  const decode = (text: string) => new Uint8Array(Buffer.from(text, "base64"))
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")
  return {
    base64: { decode, encode },
    base64nopad: { decode, encode: (b: Uint8Array) => encode(b).replaceAll("=", "") },
  }
})

test("canonical texts are taken", () => {
  expect(fromBase64("AAA=")).toEqual(new Uint8Array(2))
  expect(fromBase64NoPad("AAA")).toEqual(new Uint8Array(2))
})

test.each(["AAB=", "AAA", "AAA==", "AAA=\n", " AAA=", "A A A =", "AAA=x", "__-_", "AA*A"])(
  "%j is refused",
  async (text) => {
    expect(await refusalOf(() => fromBase64(text))).toBe("base64")
  },
)

test.each(["AAB", "AAA=", "AAA\n", "A AA", "__-_"])("%j is refused, unpadded", async (text) => {
  expect(await refusalOf(() => fromBase64NoPad(text))).toBe("base64")
})
