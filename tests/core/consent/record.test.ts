// The consent record as bytes, and what its refusals say.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  type ConsentRecord,
  ConsentRecordError,
  decodeConsentRecord,
  encodeConsentRecord,
  parseConsentRecord,
} from "../../../src/core/consent/record.ts"
import { CodedError } from "../../../src/core/errors.ts"
import { BASES, everything, example, unsaid, yes } from "./records.ts"

const KIB32 = 32_768
const encoder = new TextEncoder()

/** `text`, then `padding`, by hand: what an encoder other than ours could send. */
function plaintext(text: string, size: number, padding = " "): Uint8Array {
  const json = encoder.encode(text)
  const rest = encoder.encode(padding.repeat(size - json.length))
  return Uint8Array.from([...json, ...rest])
}

/** A record whose JSON is exactly `size` bytes long. */
function ofSize(size: number): ConsentRecord {
  const record = example()
  const [first, ...others] = record.parties
  if (first === undefined) throw new Error("no party")
  const missing = size - encoder.encode(JSON.stringify(record)).length
  return { ...record, parties: [{ ...first, name: first.name + "n".repeat(missing) }, ...others] }
}

function code(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
  return "nothing refused"
}

describe("plaintext of a sealed record", () => {
  test.each([
    [KIB32 - 1, KIB32],
    [KIB32, KIB32],
    [KIB32 + 1, 2 * KIB32],
    [2 * KIB32, 2 * KIB32],
    [2 * KIB32 + 1, 4 * KIB32],
    [5 * KIB32, 8 * KIB32],
  ])("%i bytes of JSON are padded to %i", (size, padded) => {
    const record = ofSize(size)
    const bytes = encodeConsentRecord(record)
    expect(bytes.length).toBe(padded)
    expect(new TextDecoder().decode(bytes)).toBe(JSON.stringify(record).padEnd(padded, " "))
    expect(decodeConsentRecord(bytes)).toEqual(record)
  })

  test("more padding than needed is read: it hides more, and says the same", () => {
    const text = JSON.stringify(example())
    for (const size of [KIB32, 2 * KIB32, 16 * KIB32]) {
      expect(decodeConsentRecord(plaintext(text, size))).toEqual(example())
    }
  })

  test("what is encoded decodes to the same, and what decodes encodes to the same bytes, in the writer's key order", () => {
    const text = fc.string({ unit: "binary" })
    const record = fc
      .tuple(
        fc.constantFrom(...Object.values(BASES)),
        text,
        text,
        fc.array(text),
        fc.infiniteStream(fc.boolean()),
      )
      .map(([base, name, at, conformsTo, coins]) => ({
        ...(fromShuffled(base, coins) as ConsentRecord),
        conformsTo,
        parties: base.parties.map((party) => ({ ...party, name })),
        events: base.events.map((event) => ({ ...event, at })),
      }))
    fc.assert(
      fc.property(record, (value) => {
        const bytes = encodeConsentRecord(value)
        const decoded = decodeConsentRecord(bytes)
        expect(decoded).toEqual(value)
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(value))
        expect(encodeConsentRecord(decoded)).toEqual(bytes)
      }),
    )
  })

  test("a view into a larger buffer is read by its own bounds", () => {
    const bytes = encodeConsentRecord(example())
    const larger = new Uint8Array(bytes.length + 20).fill(0x7d)
    larger.set(bytes, 10)
    expect(decodeConsentRecord(larger.subarray(10, 10 + bytes.length))).toEqual(example())
  })

  const text = JSON.stringify(example())
  test.each<[string, string, Uint8Array]>([
    ["no bytes", "size-not-padded", new Uint8Array()],
    ["only spaces", "size-not-padded", plaintext("", KIB32)],
    ["no padding", "size-not-padded", plaintext(text, encoder.encode(text).length)],
    ["a space short", "size-not-padded", plaintext(text, KIB32 - 1)],
    ["a space over", "size-not-padded", plaintext(text, KIB32 + 1)],
    ["three times 32 KiB", "size-not-padded", plaintext(text, 3 * KIB32)],
    ["16 KiB", "size-not-padded", plaintext(text, KIB32 / 2)],
    ["zero bytes as padding", "size-not-padded", plaintext(text, KIB32, "\0")],
    ["line feeds as padding", "size-not-padded", plaintext(text, KIB32, "\n")],
    ["a line feed before the spaces", "size-not-padded", plaintext(`${text}\n`, KIB32)],
    [
      "a no-break space after the spaces",
      "size-not-padded",
      plaintext(`${text.padEnd(KIB32 - 2)}\u00a0`, KIB32),
    ],
    ["a second record in the padding", "consent-record", plaintext(`${text} ${text}`, KIB32)],
    ["a space before", "consent-record", plaintext(` ${text}`, KIB32)],
    ["a byte-order mark", "consent-record", plaintext(`\ufeff${text}`, KIB32)],
    ["a space between", "consent-record", plaintext(text.replace(":", ": "), KIB32)],
    ["an escaped letter", "consent-record", plaintext(text.replace("cairn", "\\u0063airn"), KIB32)],
    ["a key twice", "consent-record", plaintext(text.replace("{", '{"history":"hide",'), KIB32)],
    [
      "a key twice inside",
      "consent-record",
      plaintext(text.replace('"kind":', '"kind":"child","kind":'), KIB32),
    ],
    ["no record", "consent-record", plaintext("{}", KIB32)],
    ["not JSON", "consent-record", plaintext("{she wrote this}", KIB32)],
    ["not UTF-8", "consent-record", Uint8Array.from(plaintext(text, KIB32), (b) => (b === 0x57 ? 0xff : b))],
    [
      "nesting too deep for the runtime",
      "consent-record",
      plaintext(`${'{"a":'.repeat(300_000)}0${"}".repeat(300_000)}`, 64 * KIB32),
    ],
  ])("%s: %s", (_name, expected, bytes) => {
    expect(code(() => decodeConsentRecord(bytes))).toBe(expected)
  })

  test("a record that nobody could read again is not encoded", () => {
    const unfit = { ...example(), decisions: [{ ...yes("store"), reviewAt: "soon" }] }
    expect(code(() => encodeConsentRecord(unfit))).toBe("consent-record")
    expect(code(() => encodeConsentRecord({ ...example(), assistance: undefined } as never))).toBe(
      "consent-record",
    )
  })
})

describe("a refusal", () => {
  const secret = "what she wrote"
  const { holder: _, ...holderless } = example()
  test.each<[string, unknown, string]>([
    ["a missing key", holderless, "holder"],
    ["an unknown key", { ...example(), [secret]: 1 }, "the top"],
    ["an unknown key inside", { ...example(), subject: { kind: "self", [secret]: 1 } }, "subject"],
    ["a value", { ...example(), history: secret }, "history"],
    ["a value in a list", { ...everything(), jurisdiction: ["NL", secret] }, "jurisdiction.1"],
    [
      "a part of a yes",
      { ...example(), decisions: [yes("store"), unsaid(yes("contact"), "validity")] },
      "decisions.1.validity",
    ],
    ["a rule", { ...everything(), subject: { kind: "child" } }, "decisions.9.state"],
    ["another kind of value", secret, "the top"],
  ])("names the place of %s, and nothing that was written", (_name, value, place) => {
    try {
      parseConsentRecord(value)
      expect.fail("not refused")
    } catch (error) {
      expect(error).toBeInstanceOf(ConsentRecordError)
      expect((error as Error).message).toBe(`consent-record: missing, unknown or unfit at ${place}`)
      expect((error as Error).cause).toBeUndefined()
    }
  })

  test("of text that is not JSON does not quote it", () => {
    try {
      decodeConsentRecord(plaintext(`{${secret}}`, KIB32))
      expect.fail("not refused")
    } catch (error) {
      expect(String((error as Error).message)).not.toContain("she")
      expect((error as Error).cause).toBeUndefined()
    }
  })
})

/** The same value with its keys in another order. */
function fromShuffled(value: unknown, coins: Iterator<boolean>): unknown {
  if (Array.isArray(value)) return value.map((item) => fromShuffled(item, coins))
  if (typeof value !== "object" || value === null) return value
  const entries: [string, unknown][] = []
  for (const [key, inner] of Object.entries(value)) {
    const entry: [string, unknown] = [key, fromShuffled(inner, coins)]
    if (coins.next().value) entries.push(entry)
    else entries.unshift(entry)
  }
  return Object.fromEntries(entries)
}
