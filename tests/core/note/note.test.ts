// src/core/note/note.ts: signed notes, against the outside vectors and alone.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { toBase64 } from "../../../src/core/base64.ts"
import { concat, equal, fromHex, utf8 } from "../../../src/core/bytes.ts"
import { encodeNote, type Note, openNote, parseNote, signNote } from "../../../src/core/note/note.ts"
import { isKeyName, parsePrivateKey, parseVkey } from "../../../src/core/note/vkey.ts"
import { refusalOf } from "../refusal.ts"
import { sharedVectors } from "../shared.ts"

interface Case {
  note: string
  why?: string
  keys?: string[]
  verified?: string[]
  unverified?: string[]
  note_bytes_prefix_hex?: string
  repeat_sig_line?: number
}
interface Vectors {
  signing: { skey: string; text: string; signed: string }[]
  open_valid: Case[]
  open_unverified: Case[]
  open_invalid: Case[]
}
const vectors = sharedVectors<Vectors>("signed-note/vectors.json")

/** The bytes that a vector means: with a prefix, or with its signature line repeated. */
function bytesOf({ note, note_bytes_prefix_hex: prefix = "", repeat_sig_line: times = 1 }: Case): Uint8Array {
  const line = note.slice(note.lastIndexOf("\n\n") + 2)
  return concat(fromHex(prefix), utf8(note + line.repeat(times - 1)))
}

describe.skipIf(vectors === undefined)("outside vectors", () => {
  const {
    signing = [],
    open_valid = [],
    open_unverified = [],
    open_invalid = [],
  }: Partial<Vectors> = vectors ?? {}

  test("signing gives the same note", async () => {
    for (const { skey, text, signed } of signing) {
      expect(await signNote(text, [await parsePrivateKey(skey)])).toEqual(utf8(signed))
    }
  })

  test("valid notes open, by the keys they say", async () => {
    for (const vector of open_valid) {
      const { note, verified } = await openNote(
        bytesOf(vector),
        (vector.keys ?? []).map((key) => parseVkey(key)),
      )
      expect(verified.map(({ name }) => name)).toEqual(vector.verified)
      const all = [...(vector.verified ?? []), ...(vector.unverified ?? [])]
      expect(note.signatures.map(({ name }) => name)).toEqual(all)
      expect(encodeNote(note)).toEqual(bytesOf(vector))
    }
  })

  test("a note that no known key signed is refused for that", async () => {
    for (const vector of open_unverified) {
      expect(await refusalOf(() => openNote(bytesOf(vector), []))).toBe("signature")
    }
  })

  test("invalid notes are refused: in form without a key, in signature with one", async () => {
    for (const vector of open_invalid) {
      const keys = vector.keys?.map((key) => parseVkey(key))
      const call = (): unknown =>
        keys === undefined ? parseNote(bytesOf(vector)) : openNote(bytesOf(vector), keys)
      expect(await refusalOf(call), vector.why).toBe(keys === undefined ? "note-malformed" : "signature")
    }
    const counts = [signing, open_valid, open_unverified, open_invalid].map((list) => list.length)
    console.log(`signed-note: ${counts.join(", ")} cases of signing, valid, unverified, invalid`)
    expect(Math.min(...counts)).toBeGreaterThan(0)
  })
})

const lines = () =>
  fc.array(
    fc.string({ unit: "grapheme", maxLength: 12 }).filter((s) => !/[\p{Cc}]/u.test(s)),
    { maxLength: 5 },
  )
const signatures = () =>
  fc.array(
    fc.record({
      name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }).filter(isKeyName),
      id: fc.stringMatching(/^[0-9a-f]{8}$/),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    }),
    { minLength: 1, maxLength: 100 },
  )

test("what is written is read, and written again to the same bytes", () => {
  fc.assert(
    fc.property(lines(), signatures(), (list, lines) => {
      const note: Note = { text: `${list.join("\n")}\n`, signatures: lines }
      const read = parseNote(encodeNote(note))
      expect(read).toEqual(note)
    }),
  )
})

test("whatever is read is the one form of what it says", () => {
  const piece = fc.constantFrom(
    "a",
    "\n",
    "\n\n",
    "\u2014 ",
    "\u2014",
    " ",
    "x AAAAAAA= ",
    "x AAAAAAA=\n",
    "\r",
    "=",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const bytes = utf8(pieces.join(""))
      let note: Note
      try {
        note = parseNote(bytes)
      } catch {
        return
      }
      expect(equal(encodeNote(note), bytes)).toBe(true)
    }),
    { numRuns: 2000, examples: [[["a", "\n\n", "\u2014 ", "x AAAAAAA=\n"]]] },
  )
})

const PAYLOAD = toBase64(new Uint8Array(68).fill(1))
const good = `text\n\n\u2014 name ${PAYLOAD}\n`

test.each([
  ["a hyphen for the dash", good.replace("\u2014", "-")],
  ["no space after the dash", good.replace("\u2014 ", "\u2014")],
  ["two spaces after the name", good.replace("name ", "name  ")],
  ["a space at the end", good.replace(/\n$/, " \n")],
  ["another word after the signature", good.replace(/\n$/, " more\n")],
  ["no signature after the name", "text\n\n\u2014 name\n"],
  ["a signature without its padding", good.replace("=", "")],
  ["base64 in which spare bits are not zero", good.replace("E=\n", "F=\n")],
  ["a key ID alone", `text\n\n\u2014 name ${toBase64(new Uint8Array(4))}\n`],
  ["a name with a plus", good.replace("name", "na+me")],
  ["a name with a no-break space", good.replace("name", "na\u00a0me")],
  ["an empty line between signatures", `${good}\n${good.slice(6)}x`],
  ["a carriage return", good.replace("text", "text\r")],
  ["a tab", good.replace("text", "te\txt")],
  ["a zero byte", good.replace("text", "te\0xt")],
  ["a unit separator", good.replace("text", "te\x1fxt")],
  ["one line feed before the signature", good.replace("\n\n", "\n")],
  ["nothing at all", ""],
])("a note with %s is refused", async (_, note) => {
  expect(await refusalOf(() => parseNote(utf8(note)))).toBe("note-malformed")
})
