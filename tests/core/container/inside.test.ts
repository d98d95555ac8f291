// src/core/container/inside.ts: submission.json and manifest.json, in one form only.
import { bech32 } from "@scure/base"
import fc from "fast-check"
import { expect, test } from "vitest"
import { fromUtf8, utf8 } from "../../../src/core/bytes.ts"
import {
  decodeManifest,
  decodeSubmission,
  encodeManifest,
  encodeSubmission,
  fileName,
  type Manifest,
  type Submission,
} from "../../../src/core/container/inside.ts"
import { refusalOf } from "../refusal.ts"

const HASH = "0a".repeat(32)
const REPLY = bech32.encode("age1pq", bech32.toWords(new Uint8Array(1216).fill(3)), false)
const submission: Submission = {
  format: "cairn-submission/1",
  subject: HASH,
  language: "uk",
  reply: REPLY,
  partner: null,
}
const part = {
  name: "files/001",
  tree: HASH,
  size: 5,
  type: "audio/mp4",
  original: "запис.m4a",
  hidden: "removed",
} as const
const manifest: Manifest = { parts: [part] }

test("a submission comes back as it was written", () => {
  const cases = fc.record<Submission>({
    format: fc.constant("cairn-submission/1"),
    subject: fc.stringMatching(/^[0-9a-f]{64}$/),
    language: fc.constantFrom("uk", "ku-Latn", "zh-Hant-TW", "arz"),
    reply: fc.constant(REPLY),
    partner: fc.option(fc.string({ unit: "grapheme" })),
  })
  fc.assert(
    fc.property(cases, (value) => {
      const bytes = encodeSubmission(value)
      expect(fromUtf8(bytes)).toBe(JSON.stringify(value))
      expect(decodeSubmission(bytes)).toEqual(value)
    }),
    { numRuns: 50 },
  )
})

test("a manifest comes back as it was written", () => {
  const name = fc.string({ unit: "grapheme", maxLength: 30 })
  const parts = fc.record<Manifest["parts"][number]>({
    name,
    tree: fc.stringMatching(/^[0-9a-f]{64}$/),
    size: fc.maxSafeNat(),
    type: name,
    original: name,
    hidden: fc.constantFrom("kept", "removed", "unsure"),
  })
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 20 }), (list) => {
      expect(decodeManifest(encodeManifest({ parts: list }))).toEqual({ parts: list })
    }),
    { numRuns: 50 },
  )
})

const text = JSON.stringify(submission)

test.each<[string, string, string]>([
  ["another format", "field-unknown", text.replace("/1", "/2")],
  ["an unknown key", "field-unknown", text.replace('"partner":null', '"partner":null,"name":"x"')],
  ["a missing key", "inside-malformed", text.replace(',"partner":null', "")],
  [
    "keys in another order",
    "inside-malformed",
    JSON.stringify(Object.fromEntries(Object.entries(submission).reverse())),
  ],
  ["a key twice", "inside-malformed", text.replace('"language":"uk"', '"language":"en","language":"uk"')],
  ["white space", "inside-malformed", ` ${text}`],
  ["an upper-case subject", "inside-malformed", text.replace(HASH, HASH.toUpperCase())],
  ["a language of free text", "inside-malformed", text.replace('"uk"', '"in Ukrainian"')],
  ["a classic reply recipient", "inside-malformed", text.replace(REPLY, `age1${"q".repeat(58)}`)],
  ["a short reply recipient", "inside-malformed", text.replace(REPLY, REPLY.slice(0, -1))],
  ["an upper-case reply recipient", "inside-malformed", text.replace(REPLY, REPLY.toUpperCase())],
  ["a partner that is no text", "inside-malformed", text.replace("null", "{}")],
  ["an endless partner", "inside-malformed", text.replace("null", JSON.stringify("x".repeat(4097)))],
  ["nothing", "inside-malformed", ""],
])("a submission with %s is refused", async (_, code, json) => {
  expect(json).not.toBe(text)
  expect(await refusalOf(() => decodeSubmission(utf8(json)))).toBe(code)
})

const said = JSON.stringify(manifest)

test.each<[string, string, string]>([
  ["an unknown key", "field-unknown", said.replace('"parts"', '"note":"","parts"')],
  ["an unknown key in a part", "field-unknown", said.replace('"size":5', '"size":5,"sha256":""')],
  ["an unknown word", "field-unknown", said.replace("removed", "maybe")],
  [
    "keys in another order",
    "inside-malformed",
    said.replace('"size":5,"type":"audio/mp4"', '"type":"audio/mp4","size":5'),
  ],
  ["a key twice", "inside-malformed", said.replace('"size":5', '"size":5,"size":5')],
  ["a size that is none", "inside-malformed", said.replace('"size":5', '"size":-5')],
  ["a number in another form", "inside-malformed", said.replace('"size":5', '"size":5e0')],
  ["a root that is none", "inside-malformed", said.replace(HASH, "0a")],
  ["an endless name", "inside-malformed", said.replace("запис", "x".repeat(1025))],
  ["an endless type", "inside-malformed", said.replace("audio", "x".repeat(256))],
  ["no list", "inside-malformed", '{"parts":{}}'],
])("a manifest with %s is refused", async (_, code, json) => {
  expect(json).not.toBe(said)
  expect(await refusalOf(() => decodeManifest(utf8(json)))).toBe(code)
})

test("what is not UTF-8 is refused", async () => {
  for (const decode of [decodeSubmission, decodeManifest]) {
    expect(await refusalOf(() => decode(Uint8Array.of(0x7b, 0xff, 0x7d)))).toBe("inside-malformed")
  }
})

test("nothing is written that would not be read", async () => {
  expect(await refusalOf(() => encodeSubmission({ ...submission, subject: "x" }))).toBe("inside-malformed")
  expect(await refusalOf(() => encodeManifest({ parts: [{ ...part, size: 0.5 }] }))).toBe("inside-malformed")
})

test("the refusal holds nothing of what was written", async () => {
  const error = await Promise.resolve()
    .then(() => decodeSubmission(utf8(text.replace('"uk"', '"Olena"'))))
    .catch((reason: Error) => reason)
  expect((error as Error).message).not.toContain("Olena")
})

test("attachments have three digits", () => {
  expect([1, 42, 999].map(fileName)).toEqual(["files/001", "files/042", "files/999"])
})
