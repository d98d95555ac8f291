// What the server and the organisation state, PROTOCOL section 6: each type read as it was written, and refused in every way
// it can be wrong. Every refused body is validly signed.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseNote, signNote } from "../../../src/core/note/note.ts"
import { type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { CUSTODY } from "../../../src/core/statement/custody.ts"
import { ERASURE } from "../../../src/core/statement/erasure.ts"
import { signStatement } from "../../../src/core/statement/frame.ts"
import { parseLeaf } from "../../../src/core/statement/leaf.ts"
import { openReply, padReply, REPLY, wordsAsked } from "../../../src/core/statement/reply.ts"
import { signTick, TICK } from "../../../src/core/statement/tick.ts"
import { refusalOf } from "../refusal.ts"
import { A, consoles, KINDS, type Kind, keysOf, log, SUBJECT, WORDS } from "./kinds.ts"
import { ORIGIN } from "./sample.ts"

const signed = (kind: Kind, body: unknown, signers: readonly Signer[] = [kind.signer], origin = ORIGIN) =>
  signNote(`cairn/${kind.type.word}/v1 ${origin}\n${JSON.stringify(body)}\n`, signers)
const stranger = await signerFromSeed("console-9", new Uint8Array(32).fill(99))

describe.each(KINDS)("%s", (word, kind) => {
  const code = async (body: unknown, signers?: readonly Signer[]) =>
    refusalOf(async () => kind.open(await signed(kind, body, signers)))

  test("is taken, and read as it was written", async () => {
    const bytes = await signStatement(kind.type, ORIGIN, kind.good, [kind.signer])
    const { body, origin } = await kind.open(bytes)
    expect([body, origin]).toEqual([kind.good, ORIGIN])
    expect(bytes).toEqual(await signed(kind, kind.good))
  })

  test.each(kind.odd.map(([name, expected, change]) => ({ name, expected, change })))(
    "$name: $expected",
    async ({ expected, change }) => {
      expect(await code({ ...kind.good, ...change })).toBe(expected)
    },
  )

  test("without a key, with one more, or in another order", async () => {
    for (const key of Object.keys(kind.good)) {
      const { [key]: _, ...without } = kind.good
      expect(await code(without), key).toMatch(/^(note-malformed|field-unknown)$/)
    }
    expect(await code({ ...kind.good, more: 1 })).toBe("field-unknown")
    const entries = Object.entries(kind.good)
    if (entries.length > 1) expect(await code(Object.fromEntries(entries.reverse()))).toBe("note-malformed")
  })

  test("signed by nobody who may", async () => {
    for (const other of [stranger, ...kind.others]) {
      expect(await code(kind.good, [other])).toBe("signature")
      expect(await code(kind.good, [kind.signer, other])).toBe("signature")
    }
    const renamed = await signerFromSeed("other-1", new Uint8Array(32).fill(seedOf(kind)))
    expect(renamed.verifier.key).toEqual(kind.signer.verifier.key)
    expect(await code(kind.good, [renamed])).toBe("signature")
  })

  test("two lines of keys that each may sign alone", async () => {
    expect(await code(kind.good, [...consoles])).toBe("signature")
  })

  test("changed after it was signed", async () => {
    const bytes = await signed(kind, kind.good)
    const at = bytes.indexOf(0x0a) + 30
    for (const place of [at, bytes.length - 10]) {
      const changed = bytes.slice()
      changed[place] = changed[place] === 0x61 ? 0x62 : 0x61
      expect(await refusalOf(() => kind.open(changed))).not.toBe("taken")
    }
  })

  test("another log's, another version, another type", async () => {
    const bytes = await signed(kind, kind.good)
    expect(await refusalOf(() => kind.open(bytes, "other.example"))).toBe("origin")
    const body = JSON.stringify(kind.good)
    for (const head of [`cairn/${word}/v2`, "cairn/other/v1", `Cairn/${word}/v1`]) {
      const odd = await signNote(`${head} ${ORIGIN}\n${body}\n`, [kind.signer])
      expect(await refusalOf(() => kind.open(odd)), head).toBe("field-unknown")
    }
  })

  test("too large, whatever it is", async () => {
    const line = `\u2014 holder ${"A".repeat(kind.type.maxBytes)}\n`
    const large = Buffer.concat([await signed(kind, kind.good), Buffer.from(line)])
    expect(parseNote(large).signatures).toHaveLength(2)
    expect(await refusalOf(() => kind.open(large))).toBe("note-malformed")
  })

  test("with anything odd in any field: always a code", async () => {
    const odd = fc.constantFrom<unknown>(null, -1, 1.5, "", "x", true, [], {}, [null], A.toUpperCase(), {
      sha256: A,
      size: 1,
      more: 2,
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(kind.good)), odd, async (field, value) => {
        const changed = { ...kind.good, [field]: value }
        if (word === "erasure" && JSON.stringify(value) === "[]") return
        if (
          word === "reply" &&
          (field === "asks" || field === "text") &&
          value !== "" &&
          !isOdd(field, value)
        )
          return
        expect(await code(changed), `${field} ${JSON.stringify(value)}`).not.toBe("taken")
      }),
      { numRuns: 60 },
    )
  })
})

// Of a reply: any text is one, if it holds the words asked for; no question is one too.
function isOdd(field: string, value: unknown): boolean {
  return field === "asks" ? value !== null : true
}

function seedOf(kind: Kind): number {
  return { tick: 11, erasure: 11, custody: 13, release: 15, reply: 12, approval: 13 }[kind.type.word] ?? 0
}

describe("a leaf by its first word", () => {
  test.each(KINDS)("%s", async (word, kind) => {
    const bytes = await signed(kind, kind.good)
    if (kind.isLeaf) expect(parseLeaf(bytes, ORIGIN)).toMatchObject({ type: word, body: kind.good })
    else expect(await refusalOf(() => parseLeaf(bytes, ORIGIN))).toBe("field-unknown")
    expect(await refusalOf(() => parseLeaf(bytes, "other.example"))).toBe(
      kind.isLeaf ? "origin" : "field-unknown",
    )
  })

  test.each([
    ["a promise", `cairn/promise/v1 ${ORIGIN}\n{}\n`],
    ["another version", `cairn/tick/v2 ${ORIGIN}\n{}\n`],
    ["no head", `tick\n{}\n`],
    ["a word of the language", `cairn/constructor/v1 ${ORIGIN}\n{}\n`],
    ["a long word", `cairn/${"a".repeat(100)}/v1 ${ORIGIN}\n{}\n`],
  ])("%s is none", async (_, text) => {
    const bytes = await signNote(text, [log])
    expect(await refusalOf(() => parseLeaf(bytes, ORIGIN))).toBe("field-unknown")
  })

  test("nothing, and bytes that are no text, are none", async () => {
    expect(await refusalOf(() => parseLeaf(new Uint8Array(0)))).toBe("field-unknown")
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await refusalOf(() => parseLeaf(bytes))).toBe("field-unknown")
      }),
    )
  })

  test("is judged by its own type's size", async () => {
    const body = { day: "2026-11-21", nonce: "0".repeat(32) }
    const good = await signTick(ORIGIN, body.day, body.nonce, log)
    const large = Buffer.concat([good, Buffer.from(`\u2014 x ${"A".repeat(TICK.maxBytes)}\n`)])
    expect(await refusalOf(() => parseLeaf(large, ORIGIN))).toBe("note-malformed")
  })
})

describe("an erasure", () => {
  test("names up to 20 roots and 20 records in one statement", async () => {
    const full = Array.from({ length: 20 }, (_, i) => i.toString(16).padStart(64, "0"))
    const body = { subject: SUBJECT, consent: A, content: full, records: full, reason: "expired" } as const
    expect((await signStatement(ERASURE, ORIGIN, body, [log])).length).toBeLessThan(4096)
  })
})

describe("a custody statement", () => {
  test("may be a console's first, and erase with or without a record", async () => {
    const kind = KINDS.find(([word]) => word === "custody")?.[1] as Kind
    for (const change of [
      { seq: 0, prev: null },
      { action: "imported", record: null },
      { action: "erased", record: null },
      { action: "erased" },
    ]) {
      const bytes = await signStatement(CUSTODY as never, ORIGIN, { ...kind.good, ...change } as never, [
        kind.signer,
      ])
      expect((await kind.open(bytes)).body).toEqual({ ...kind.good, ...change })
    }
  })
})

describe("a reply", () => {
  const [console1] = consoles as [Signer, Signer]
  const make = (text: string, asks: object | null = null) =>
    signStatement(
      REPLY,
      ORIGIN,
      { subject: SUBJECT, n: 1, day: "2026-11-21", language: "en", text, asks } as never,
      [console1],
    )
  const open = (plaintext: Uint8Array) => openReply(plaintext, ORIGIN, keysOf(consoles), SUBJECT)

  test("gives the exact words it asks for, and no others", async () => {
    const kind = KINDS.find(([word]) => word === "reply")?.[1] as Kind
    const { body } = await open(padReply(await signed(kind, kind.good)))
    expect(wordsAsked(body)).toBe(WORDS)
    expect(wordsAsked({ ...body, asks: null })).toBeUndefined()
    const whole = { ...(kind.good.asks as object) }
    const alone = await signStatement(REPLY, ORIGIN, { ...kind.good, text: WORDS, asks: whole } as never, [
      console1,
    ])
    expect(wordsAsked((await open(padReply(alone))).body)).toBe(WORDS)
  })

  test("asks about a cut, or whether this time is well, without words", async () => {
    for (const asks of [
      { purpose: "publish_audiovisual", recipientId: null, sha256: A },
      { purpose: "share_accountability_body", recipientId: "icc-otp", sha256: null },
    ])
      expect(wordsAsked((await open(padReply(await make("May we?", asks)))).body)).toBeUndefined()
  })

  test("is padded to steps of 16 KiB, and in no other way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30_000 }), async (length) => {
        const text = "x".repeat(length)
        const plaintext = padReply(await make(text))
        expect(plaintext.length % 16_384).toBe(0)
        expect((await open(plaintext)).body.text).toBe(text)
      }),
      { numRuns: 10 },
    )
    const note = await make("a")
    const padded = padReply(note)
    const odd = [
      note,
      padded.subarray(0, -1),
      Buffer.concat([padded, Buffer.from(" ")]),
      Buffer.concat([padded, Buffer.alloc(16_384, 0x20)]),
      Buffer.concat([padded.subarray(0, -1), Buffer.from("x")]),
      new Uint8Array(0),
      Buffer.alloc(16_384, 0x20),
    ]
    for (const bytes of odd) expect(await refusalOf(() => open(bytes))).toBe("size-not-padded")
  })
})
