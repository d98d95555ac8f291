// src/core/statement/frame.ts: what a statement may look like and who must have signed it, on a small type of its own.
// Every refused text is validly signed, so that only the guard named can have refused it.
import fc from "fast-check"
import { expect, test } from "vitest"
import { equal, utf8 } from "../../../src/core/bytes.ts"
import { encodeNote, signNote } from "../../../src/core/note/note.ts"
import {
  isOrigin,
  parseStatement,
  signStatement,
  statementText,
  verifyExactly,
} from "../../../src/core/statement/frame.ts"
import { refusalOf } from "../refusal.ts"
import { BODY, JSON_BODY, ORIGIN, one, SAMPLE, type Sample, SHA, two } from "./sample.ts"

const bytesOf = (body: string, head = `cairn/sample/v1 ${ORIGIN}`) => signNote(`${head}\n${body}\n`, [one])

test("the text is the head and the body in its schema's order", () => {
  const { text, kind, file, n } = BODY
  expect(statementText(SAMPLE, ORIGIN, { text, kind, file, n })).toBe(
    `cairn/sample/v1 ${ORIGIN}\n${JSON_BODY}\n`,
  )
})

test("what is signed is read again, to the byte", async () => {
  const bodies = fc.record<Sample>({
    n: fc.maxSafeNat(),
    file: fc.option(fc.record({ sha256: fc.stringMatching(/^[0-9a-f]{64}$/), size: fc.nat() })),
    kind: fc.constantFrom("x", "y"),
    text: fc.string({ unit: "binary", maxLength: 60 }),
  })
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const bytes = await signStatement(SAMPLE, ORIGIN, body, [one, two])
      const statement = parseStatement(SAMPLE, bytes, ORIGIN)
      expect(statement.body).toEqual(body)
      expect(statement.origin).toBe(ORIGIN)
      expect(equal(encodeNote(statement.note), bytes)).toBe(true)
      await verifyExactly(statement.note, [two.verifier, one.verifier])
    }),
    { numRuns: 50 },
  )
})

test.each([
  ["an unknown key", "field-unknown", JSON_BODY.replace("}", '},"more":1')],
  ["an unknown key inside", "field-unknown", JSON_BODY.replace('"size":5', '"size":5,"more":1')],
  ["an unknown word", "field-unknown", JSON_BODY.replace('"x"', '"z"')],
  ["a missing key", "note-malformed", JSON_BODY.replace('"n":7,', "")],
  ["keys in another order", "note-malformed", `{"file":null,"n":7,"kind":"x","text":"a"}`],
  [
    "keys in another order inside",
    "note-malformed",
    JSON_BODY.replace(/"file":{.*?}/, `"file":{"size":5,"sha256":"${SHA}"}`),
  ],
  ["a key twice", "note-malformed", JSON_BODY.replace('"n":7', '"n":7,"n":7')],
  ["a key twice, with two values", "note-malformed", JSON_BODY.replace('"n":7', '"n":8,"n":7')],
  ["a prototype for a key", "field-unknown", JSON_BODY.replace('"n":7', '"n":7,"__proto__":{}')],
  ["white space", "note-malformed", JSON_BODY.replace('"n":7', '"n": 7')],
  ["white space at the end", "note-malformed", `${JSON_BODY} `],
  ["a number in another form", "note-malformed", JSON_BODY.replace('"n":7', '"n":7.0')],
  ["a number that is not whole", "note-malformed", JSON_BODY.replace('"n":7', '"n":7.5')],
  ["a negative number", "note-malformed", JSON_BODY.replace('"n":7', '"n":-7')],
  ["a number that is not safe", "note-malformed", JSON_BODY.replace('"n":7', '"n":9007199254740992')],
  ["upper-case hex", "note-malformed", JSON_BODY.replace(SHA, SHA.toUpperCase())],
  ["null where a value belongs", "note-malformed", JSON_BODY.replace('"n":7', '"n":null')],
  ["an array", "note-malformed", "[]"],
  ["null for a body", "note-malformed", "null"],
  ["no JSON", "note-malformed", "n=7"],
  ["no body", "note-malformed", ""],
  ["a second line of body", "note-malformed", `${JSON_BODY}\n${JSON_BODY}`],
  ["an empty line after the body", "note-malformed", `${JSON_BODY}\n`],
])("%s is refused", async (_, code, body) => {
  expect(await refusalOf(async () => parseStatement(SAMPLE, await bytesOf(body), ORIGIN))).toBe(code)
})

test("the same, unchanged, is taken", async () => {
  expect(parseStatement(SAMPLE, await bytesOf(JSON_BODY), ORIGIN).body).toEqual(BODY)
})

test.each([
  ["another type", "field-unknown", `cairn/other/v1 ${ORIGIN}`],
  ["another version", "field-unknown", `cairn/sample/v2 ${ORIGIN}`],
  ["another project", "field-unknown", `other/sample/v1 ${ORIGIN}`],
  ["another case", "field-unknown", `cairn/Sample/v1 ${ORIGIN}`],
  ["no origin", "origin", "cairn/sample/v1"],
  ["an empty origin", "origin", "cairn/sample/v1 "],
  ["another log's origin", "origin", "cairn/sample/v1 other.example"],
  ["another word after the origin", "origin", `cairn/sample/v1 ${ORIGIN} more`],
  ["two spaces", "origin", `cairn/sample/v1  ${ORIGIN}`],
  ["a space at the end", "origin", `cairn/sample/v1 ${ORIGIN} `],
])("a head with %s is refused", async (_, code, head) => {
  expect(await refusalOf(async () => parseStatement(SAMPLE, await bytesOf(JSON_BODY, head), ORIGIN))).toBe(
    code,
  )
})

const NO_ORIGINS = [
  "",
  "https://demo.example",
  "a//b",
  "a b",
  "a+b",
  "журнал.example",
  "a:80",
  ".a",
  "/a",
  "a".repeat(201),
  "a\n",
]

test.each(NO_ORIGINS)("%j names no log", async (origin) => {
  expect(isOrigin(origin)).toBe(false)
  expect(await refusalOf(() => statementText(SAMPLE, origin, BODY))).toBe("origin")
})

test.each(["https://demo.example", "a//b", "a+b", "журнал.example", "a:80"])(
  "%j names no log, even where none is expected",
  async (origin) => {
    const bytes = await bytesOf(JSON_BODY, `cairn/sample/v1 ${origin}`)
    expect(await refusalOf(() => parseStatement(SAMPLE, bytes))).toBe("origin")
  },
)

test("a statement has its type's size and no byte more", async () => {
  const short = await signStatement(SAMPLE, ORIGIN, { ...BODY, text: "" }, [one])
  const fits = { ...BODY, text: "a".repeat(SAMPLE.maxBytes - short.length) }
  const bytes = await signStatement(SAMPLE, ORIGIN, fits, [one])
  expect(bytes.length).toBe(SAMPLE.maxBytes)
  expect(parseStatement(SAMPLE, bytes).body).toEqual(fits)
  const over = { ...fits, text: `${fits.text}a` }
  expect(await refusalOf(() => signStatement(SAMPLE, ORIGIN, over, [one]))).toBe("note-malformed")
  const signed = await bytesOf(JSON.stringify(over))
  expect(signed.length).toBe(SAMPLE.maxBytes + 1)
  expect(await refusalOf(() => parseStatement(SAMPLE, signed))).toBe("note-malformed")
})

test("nothing is signed that would not be read", async () => {
  const odd = { ...BODY, more: 1 }
  expect(await refusalOf(() => signStatement(SAMPLE, ORIGIN, odd, [one]))).toBe("field-unknown")
  expect(await refusalOf(() => signStatement(SAMPLE, ORIGIN, { ...BODY, n: -1 }, [one]))).toBe(
    "note-malformed",
  )
})

test("the refusal holds nothing of the statement", async () => {
  const body = JSON_BODY.replace('"text"', '"Olena":1,"text"')
  const error = await bytesOf(body)
    .then((bytes) => parseStatement(SAMPLE, bytes))
    .catch((reason: Error) => reason)
  expect(String((error as Error).message)).not.toContain("Olena")
})

test("a stream of bytes that is no note is no statement", async () => {
  expect(
    await refusalOf(() => parseStatement(SAMPLE, utf8(`cairn/sample/v1 ${ORIGIN}\n${JSON_BODY}\n`))),
  ).toBe("note-malformed")
})
