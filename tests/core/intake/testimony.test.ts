// The testimony: which answers can be read, which may be sealed, and what a refusal says.
import fc from "fast-check"
import { describe, expect, expectTypeOf, test } from "vitest"
import { FIELDS, type Field } from "../../../src/core/intake/fields.ts"
import {
  checkAnswers,
  checkFiles,
  decodeTestimony,
  encodeTestimony,
  parseTestimony,
  type Testimony,
  TestimonyError,
} from "../../../src/core/intake/testimony.ts"

const encoder = new TextEncoder()

const said = fc.string({ unit: "binary" }).filter((text) => text.trim() !== "")
const files = fc
  .uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 5 })
  .map((numbers) => numbers.map((n) => `files/${String(n).padStart(3, "0")}`))

/** Answers to `field` that may be sealed. */
function answerTo(field: Field): fc.Arbitrary<unknown> {
  const options = field.options.filter((option) => option !== "skip" && option !== "blank")
  const own = said.map((words) => ({ own: words }))
  switch (field.type) {
    case "choice":
      return field.id === "place_type"
        ? fc.oneof(fc.constantFrom(...options), own)
        : fc.constantFrom(...options)
    case "multi":
      return fc.array(fc.oneof(fc.constantFrom(...options), own), { minLength: 1 })
    case "choice_or_text":
      return fc.oneof(fc.constantFrom(...options), own)
    case "text":
    case "longtext":
      return said
    case "edtf": {
      const edtf = fc.constantFrom("2022-03~", "2022-22", "2022-03/2022-06", "2022?", "2022-03-04")
      return fc.oneof(
        said.map((words) => ({ words })),
        fc.record({ words: fc.string(), edtf }),
      )
    }
    case "place":
      return fc.record({ text: said, kind: fc.constantFrom(...options) })
    case "audio":
    case "files":
      return files
  }
}

/** Any subset of the fields, in any order. */
const answers = fc
  .shuffledSubarray([...FIELDS] as Field[])
  .chain((fields) => fc.tuple(...fields.map((field) => fc.tuple(fc.constant(field.id), answerTo(field)))))
  .map((entries) => Object.fromEntries(entries))

function testimony(given: object): Testimony {
  return { format: "cairn-testimony/1", answers: given }
}

function code(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof TestimonyError) return error.code
    throw error
  }
  return "nothing refused"
}

test("any subset of the fields with valid answers may be sealed, and reads back the same", () => {
  fc.assert(
    fc.property(answers, (given) => {
      const value = testimony(given)
      const bytes = encodeTestimony(value)
      const decoded = decodeTestimony(bytes)
      expect(decoded).toEqual(value)
      expect(encodeTestimony(decoded)).toEqual(bytes)
    }),
  )
})

test("every option on offer may be sealed, but not skipping", () => {
  for (const field of FIELDS as readonly Field[]) {
    if (field.type === "edtf") continue // its options are ways to ask, not answers
    for (const option of field.options) {
      const shapes = { multi: [option], place: { text: "x", kind: option } } as Record<string, unknown>
      const value = testimony({ [field.id]: shapes[field.type] ?? option })
      const expected = ["skip", "blank"].includes(option) ? "field-value" : "nothing refused"
      expect(
        code(() => checkAnswers(value)),
        `${field.id} ${option}`,
      ).toBe(expected)
      expect(parseTestimony(value)).toBe(value)
    }
  }
})

test("answers are typed by their field", () => {
  expectTypeOf<Testimony["answers"]["harm"]>().toEqualTypeOf<(string | { own: string })[] | undefined>()
  expectTypeOf<Testimony["answers"]["when"]>().toEqualTypeOf<{ words: string; edtf?: string } | undefined>()
  // @ts-expect-error no such field
  testimony({}).answers.heart
})

test("an account without any answer is one", () => {
  expect(code(() => checkAnswers(testimony({})))).toBe("nothing refused")
  expect(decodeTestimony(encoder.encode('{"format":"cairn-testimony/1","answers":{}}'))).toEqual(
    testimony({}),
  )
})

describe("what cannot be read", () => {
  const head = '{"format":"cairn-testimony/1","answers":'
  test.each<[string, string | Uint8Array]>([
    ["nothing", ""],
    ["not JSON", `${head}{she wrote}}`],
    ["not UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
    ["a byte-order mark", `\ufeff${head}{}}`],
    ["null", "null"],
    ["a list", "[]"],
    ["another version", '{"format":"cairn-testimony/2","answers":{}}'],
    ["no version", '{"answers":{}}'],
    ["no answers", '{"format":"cairn-testimony/1"}'],
    ["answers in a list", `${head}[]}`],
    ["answers of null", `${head}null}`],
    ["a further key", `${head}{},"also":1}`],
    ["__proto__ beside the answers", `${head}{},"__proto__":{}}`],
    ["a space", `${head} {}}`],
    ["a line feed at the end", `${head}{}}\n`],
    ["an escaped letter", `${head}{"call_me":"\\u0041"}}`],
    ["nesting too deep for the runtime", `${head}${'{"a":'.repeat(300_000)}0${"}".repeat(300_000)}}`],
    ["answers twice", `${head}{"call_me":"A"},"answers":{"call_me":"B"}}`],
    ["a field twice", `${head}{"call_me":"A","call_me":"B"}}`],
    ["a field twice, once escaped", `${head}{"call_me":"A","call\\u005fme":"B"}}`],
    ["a key twice in an answer", `${head}{"gender":{"own":"A","own":"B"}}}`],
  ])("%s: testimony-format", (_name, bytes) => {
    const given = typeof bytes === "string" ? encoder.encode(bytes) : bytes
    expect(code(() => decodeTestimony(given))).toBe("testimony-format")
  })

  test.each(["heart", "", "Lang", "constructor", "toString", "__proto__"])(
    "the field %j: field-unknown",
    (id) => {
      const text = `${head}{${JSON.stringify(id)}:"x"}}`
      expect(code(() => decodeTestimony(encoder.encode(text)))).toBe("field-unknown")
      expect(code(() => checkAnswers(JSON.parse(text)))).toBe("field-unknown")
    },
  )

  test.each<[string, string, unknown]>([
    ["choice", "who", ["me"]],
    ["choice", "who", { own: "me" }],
    ["choice with own words", "place_type", { other: "a boat" }],
    ["multi", "hopes", "i_want_justice"],
    ["multi", "hopes", [1]],
    ["multi", "hopes", [["i_want_justice"]]],
    ["multi", "harm", [{ own: 1 }]],
    ["multi", "harm", [{ own: "x", more: "y" }]],
    ["multi", "harm", [{}]],
    ["multi", "harm", { own: "x" }],
    ["text", "call_me", 7],
    ["text", "call_me", { own: "x" }],
    ["long text", "account_text", ["x"]],
    ["date", "when", "2022"],
    ["date", "when", { edtf: "2022" }],
    ["date", "when", { words: "then", edtf: null }],
    ["date", "when", { words: "then", kind: "year" }],
    ["place", "where", "Kherson"],
    ["place", "where", { text: "Kherson" }],
    ["place", "where", { kind: "region" }],
    ["place", "where", { text: "Kherson", kind: "region", lat: 46.6 }],
    ["choice or text", "gender", ["woman"]],
    ["choice or text", "gender", { text: "x" }],
    ["voice", "account_voice", "files/001"],
    ["files", "files", "files/001"],
    ...[
      "001",
      "files/1",
      "files/0001",
      "files/000",
      "files/00a",
      "/files/001",
      "files/../001",
      "files/001/",
      "Files/001",
    ].map((name): [string, string, unknown] => [`file ${name}`, "files", [name]]),
    ...FIELDS.flatMap(({ id }) =>
      [null, true, 5].map((value): [string, string, unknown] => [String(value), id, value]),
    ),
  ])("%s as the answer to %s: field-value (%j)", (_name, id, answer) => {
    expect(code(() => parseTestimony(testimony({ [id]: answer })))).toBe("field-value")
    expect(code(() => checkAnswers(testimony({ [id]: answer })))).toBe("field-value")
  })
})

test.each<[string, string, unknown]>([
  ["an option of tomorrow", "who", "a_friend"],
  ["an option of tomorrow", "harm", ["H01", "H22"]],
  ["an option of tomorrow", "gender", "another"],
  ["a kind of place of tomorrow", "where", { text: "x", kind: "at_sea" }],
  ["a date that is none", "when", { words: "then", edtf: "2022-13" }],
  ["an empty date", "when", { words: "then", edtf: "" }],
  ["a date without words or date", "when", { words: " " }],
  ["a place without a name", "where", { text: "", kind: "region" }],
  ["no kind of place", "where", { text: "Kherson", kind: "" }],
  ["an empty choice", "who", ""],
  ["no ticks", "hopes", []],
  ["an empty tick", "hopes", [""]],
  ["own words that are none", "harm", [{ own: "" }]],
  ["own words that are none", "gender", { own: "\n" }],
  ["an empty text", "call_me", ""],
  ["a text of spaces", "account_text", " \u00a0\n"],
  ["no files", "files", []],
  ["no recording", "account_voice", []],
])("%s (%s): may be read, not sealed", (_name, id, answer) => {
  const value = testimony({ [id]: answer })
  expect(parseTestimony(value)).toBe(value)
  expect(code(() => checkAnswers(value))).toBe("field-value")
})

test.each<[string, unknown]>([
  ["when", { words: "after the harvest" }],
  ["when", { words: "", edtf: "2022-22" }],
  ["where", { text: "", kind: "on_the_move" }],
  ["where", { text: "", kind: "online" }],
  ["where", { text: "", kind: "i_do_not_know" }],
  ["where", { text: "a chat", kind: "online" }],
  ["harm", [{ own: "no word for it" }]],
])("%s answered by %j may be sealed", (id, answer) => {
  expect(code(() => checkAnswers(testimony({ [id]: answer })))).toBe("nothing refused")
})

describe("checkFiles", () => {
  const value = testimony({
    files: ["files/001", "files/003"],
    account_voice: ["files/002"],
    call_me: "files/009",
  })

  test("takes attachments that are all there, in any order and with others", () => {
    expect(code(() => checkFiles(value, ["files/004", "files/003", "files/002", "files/001"]))).toBe(
      "nothing refused",
    )
    expect(code(() => checkFiles(testimony({ call_me: "A" }), []))).toBe("nothing refused")
  })

  test.each([[[]], [["files/001", "files/002"]], [["files/001", "files/003"]], [["001", "002", "003"]]])(
    "refuses with %j attached",
    (names) => {
      expect(code(() => checkFiles(value, names))).toBe("field-value")
    },
  )
})

test("a refusal says the field, if it is ours, and nothing that was written", () => {
  const secret = "what she wrote"
  const refusals: [() => unknown, string][] = [
    [
      () => parseTestimony(testimony({ [secret]: secret })),
      "field-unknown: an answer to no field of the intake",
    ],
    [() => parseTestimony(testimony({ call_me: [secret] })), "field-value: unfit answer to call_me"],
    [() => checkAnswers(testimony({ who: secret })), "field-value: unfit answer to who"],
    [() => checkFiles(testimony({ files: ["files/123"] }), [secret]), "field-value: unfit answer to files"],
    [() => decodeTestimony(encoder.encode(`{${secret}}`)), "testimony-format: not canonical JSON"],
    [() => parseTestimony(secret), "testimony-format: not a testimony of version 1"],
  ]
  for (const [act, message] of refusals) {
    try {
      act()
      expect.fail("not refused")
    } catch (error) {
      expect((error as Error).message).toBe(message)
      for (let cause = error; cause instanceof Error; cause = cause.cause)
        expect(cause.message).not.toContain("she")
    }
  }
})
