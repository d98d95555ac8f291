// src/core/consent/statement.ts: one consent statement alone, C1, C3, C6 and C9 of PROTOCOL section 5. Sequences of them
// are judged elsewhere. Every refused body is validly signed by its subject.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fromHex, hex } from "../../../src/core/bytes.ts"
import {
  CONSENT,
  type ConsentAction,
  type ConsentBody,
  HOLDER,
  openConsentStatement,
  requireSubject,
} from "../../../src/core/consent/statement.ts"
import { parseNote, signNote } from "../../../src/core/note/note.ts"
import { type Signer, signerFromSeed, verifierKey } from "../../../src/core/note/vkey.ts"
import { signStatement } from "../../../src/core/statement/frame.ts"
import { refusalOf } from "../refusal.ts"

const ORIGIN = "demo.cairn.example"
const holder = await signerFromSeed(HOLDER, new Uint8Array(32).fill(1))
const stranger = await signerFromSeed(HOLDER, new Uint8Array(32).fill(2))
const subject = hex(holder.verifier.key)
const HASH = "ab".repeat(32)
const RECORD = { sha256: HASH, size: 34_000 }
const CONTENT = { root: HASH, size: 67_000 }

const first = { subject, seq: 0, prev: null, day: "2026-11-21", erase: null, charter: HASH } as const
const later = { ...first, seq: 3, prev: HASH } as const

// In the order in which the keys stand.
function body(b: Omit<ConsentBody, "until" | "record" | "content"> & Partial<ConsentBody>): ConsentBody {
  const { subject, seq, prev, action, day, until = null, record = null, content = null, erase, charter } = b
  return { subject, seq, prev, action, day, until, record, content, erase, charter }
}

const GOOD: Record<ConsentAction, ConsentBody> = {
  given: body({ ...first, action: "given", until: "2028-11", record: RECORD, content: CONTENT }),
  amended: body({ ...later, action: "amended", until: "2028-11", record: RECORD }),
  added: body({ ...later, action: "added", content: CONTENT }),
  withdrawn: body({ ...later, action: "withdrawn" }),
  reinstated: body({ ...later, action: "reinstated", until: "2028-11", record: RECORD }),
}

/** A note of any body at all, signed. */
const signed = (value: object, signers: Signer[] = [holder]) =>
  signNote(`cairn/consent/v1 ${ORIGIN}\n${JSON.stringify(value)}\n`, signers)
const code = async (value: object, signers?: Signer[]) => {
  const bytes = await signed(value, signers)
  return refusalOf(() => openConsentStatement(bytes, ORIGIN))
}

describe.each(Object.entries(GOOD))("%s", (action, good) => {
  test("is taken, and read as it was written", async () => {
    const bytes = await signStatement(CONSENT, ORIGIN, good, [holder])
    const statement = await openConsentStatement(bytes, ORIGIN)
    expect(statement.body).toEqual(good)
    expect(bytes).toEqual(await signed(good))
  })

  test("is refused without what it needs, and with what it does not", async () => {
    const other = { until: "2028-12", record: RECORD, content: CONTENT }
    for (const field of ["until", "record", "content"] as const) {
      const changed = { ...good, [field]: good[field] === null ? other[field] : null }
      expect(await code(changed), field).toBe("note-malformed")
      const { [field]: _, ...without } = good
      expect(await code(without), `${field} absent`).toBe("note-malformed")
    }
  })

  test("has its place in the sequence", async () => {
    const places = [
      { seq: 0, prev: null, taken: action === "given" || action === "withdrawn" },
      { seq: 1, prev: HASH, taken: action !== "given" },
      { seq: 0, prev: HASH, taken: action === "withdrawn" },
      { seq: 1, prev: null, taken: action === "withdrawn" },
    ]
    for (const { taken, ...place } of places) {
      expect(await code({ ...good, ...place }), JSON.stringify(place)).toBe(
        taken ? "taken" : "note-malformed",
      )
    }
  })

  test("is erased at once only when it is withdrawn", async () => {
    expect(await code({ ...good, erase: "now" })).toBe(action === "withdrawn" ? "taken" : "note-malformed")
  })

  test("is refused with anything odd in any field, and always with a code", async () => {
    const odd = fc.constantFrom<unknown>(
      5,
      -1,
      1.5,
      "",
      "x",
      null,
      true,
      [],
      {},
      HASH.toUpperCase(),
      "2026-02-30",
      "later",
      {
        sha256: HASH,
        size: 1,
        more: 2,
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(good)), odd, async (field, value) => {
        const changed = { ...good, [field]: value }
        if (JSON.stringify(changed) === JSON.stringify(good) || ["seq"].includes(field)) return
        if (action === "withdrawn" && field === "prev" && value === null) return
        expect(["note-malformed", "field-unknown"]).toContain(await code(changed))
      }),
      { numRuns: 60 },
    )
  })
})

const { given } = GOOD

test.each([
  ["an unknown action", "field-unknown", { ...given, action: "shared" }],
  ["an unknown way of erasing", "field-unknown", { ...GOOD.withdrawn, erase: "later" }],
  ["an unknown field", "field-unknown", { ...given, note: "" }],
  ["an unknown field in the record", "field-unknown", { ...given, record: { ...RECORD, kind: 1 } }],
  ["keys in another order", "note-malformed", Object.fromEntries(Object.entries(given).reverse())],
  ["a day for a month", "note-malformed", { ...given, until: "2028-11-21" }],
  ["a month that is none", "note-malformed", { ...given, until: "2028-13" }],
  ["a day that is none", "note-malformed", { ...given, day: "2026-02-30" }],
  ["a time in its day", "note-malformed", { ...given, day: "2026-11-21T10:00" }],
  ["a negative size", "note-malformed", { ...given, content: { ...CONTENT, size: -1 } }],
  ["a short charter hash", "note-malformed", { ...given, charter: "ab" }],
])("%s is refused", async (_, expected, value) => {
  expect(await code(value)).toBe(expected)
})

describe("C3: signed by the subject, and by nobody else", () => {
  test("a stranger's signature", async () => {
    expect(await code(given, [stranger])).toBe("signature")
  })

  test("a second line, by a stranger or under another name", async () => {
    expect(await code(given, [holder, stranger])).toBe("signature")
    expect(await code(given, [holder, await signerFromSeed("root-1", new Uint8Array(32).fill(1))])).toBe(
      "signature",
    )
  })

  test("the right key under another name", async () => {
    expect(await code(given, [await signerFromSeed("owner", new Uint8Array(32).fill(1))])).toBe("signature")
  })

  test("another subject under the same signature", async () => {
    const note = new TextDecoder().decode(await signed(given))
    const moved = note.replace(subject, hex(stranger.verifier.key))
    expect(await refusalOf(() => openConsentStatement(Buffer.from(moved), ORIGIN))).toBe("signature")
  })

  test("a subject that is no key, or one of small order", async () => {
    for (const key of ["00".repeat(32), `01${"00".repeat(31)}`, "ff".repeat(32)]) {
      const identity = Uint8Array.of(1, ...new Uint8Array(63)) // R = identity and S = 0: good for a key of small order
      const fake: Signer = { verifier: verifierKey(HOLDER, fromHex(key)), sign: async () => identity }
      expect(await code({ ...given, subject: key }, [fake])).toBe("signature")
    }
  })
})

test("another log's statement is refused, where the log is known", async () => {
  const bytes = await signed(given)
  expect(await refusalOf(() => openConsentStatement(bytes, "other.example"))).toBe("origin")
  expect((await openConsentStatement(bytes)).origin).toBe(ORIGIN)
})

test("a statement past four KiB is refused", async () => {
  const padded = Buffer.concat([await signed(given), Buffer.from(`\u2014 holder ${"A".repeat(4096)}\n`)])
  expect(parseNote(padded).signatures).toHaveLength(2)
  expect(await refusalOf(() => openConsentStatement(padded, ORIGIN))).toBe("note-malformed")
})

test("C9: what names another holder inside is not shown", async () => {
  expect(await refusalOf(() => requireSubject(given, hex(stranger.verifier.key)))).toBe("subject")
  expect(await refusalOf(() => requireSubject(given, subject.toUpperCase()))).toBe("subject")
  expect(await refusalOf(() => requireSubject(given, subject))).toBe("taken")
})
