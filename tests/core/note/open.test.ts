// src/core/note/note.ts: signing, and opening a note with several keys and lines. Its form: note.test.ts.
import { expect, test } from "vitest"
import { concat } from "../../../src/core/bytes.ts"
import { encodeNote, openNote, parseNote, signNote, verifyLine } from "../../../src/core/note/note.ts"
import { signerFromSeed } from "../../../src/core/note/vkey.ts"
import { refusalOf } from "../refusal.ts"

const [one, two] = await Promise.all([1, 2].map((n) => signerFromSeed("key", new Uint8Array(32).fill(n))))
if (one === undefined || two === undefined) throw new Error("no signers")
const note = await signNote("text\n", [one, two])

test("lines stand in the order of key IDs, whoever signs first", async () => {
  expect(await signNote("text\n", [two, one])).toEqual(note)
  const [a, b] = parseNote(note).signatures
  expect((a?.id as string) < (b?.id as string)).toBe(true)
})

test("two keys of one name are told apart by their IDs, and a line twice counts once", async () => {
  const [line] = parseNote(note).signatures
  expect((await openNote(note, [two.verifier])).verified).toEqual([two.verifier])
  const twice = encodeNote({ text: "text\n", signatures: [line, line].flatMap((l) => l ?? []) })
  expect((await openNote(twice, [one.verifier, two.verifier])).verified).toHaveLength(1)
})

test("one bad line of a known key spoils the note, whatever else is good", async () => {
  const { text, signatures } = parseNote(note)
  const spoilt = signatures.map((s, i) => (i === 0 ? { ...s, bytes: new Uint8Array(64) } : s))
  expect(
    await refusalOf(() => openNote(encodeNote({ text, signatures: spoilt }), [one.verifier, two.verifier])),
  ).toBe("signature")
})

test("a line is the key's only if name, ID, length and signature fit", async () => {
  const parsed = parseNote(note)
  const line = parsed.signatures.find(({ id }) => id === one.verifier.id)
  if (line === undefined) throw new Error("no line")
  const refused = (l: typeof line, key = one.verifier) => refusalOf(() => verifyLine(parsed, l, key))
  expect(await refused(line)).toBe("taken")
  expect(await refused({ ...line, name: "other" })).toBe("signature")
  expect(await refused({ ...line, id: "00000000" })).toBe("signature")
  expect(await refused({ ...line, bytes: concat(line.bytes, Uint8Array.of(0)) })).toBe("signature")
  expect(await refused({ ...line, bytes: line.bytes.subarray(1) })).toBe("signature")
  expect(await refused(line, two.verifier)).toBe("signature")
  expect(await refusalOf(() => verifyLine({ ...parsed, text: "texT\n" }, line, one.verifier))).toBe(
    "signature",
  )
})

test("a text is signed with its line feed or not at all", async () => {
  expect(await refusalOf(() => signNote("text", [one]))).toBe("note-malformed")
})
