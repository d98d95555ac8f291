// The custody record and its approval, PROTOCOL section 6: read as it was written, refused in every way it can be wrong, and
// approved by another console than the one that acted, or not at all.
import { describe, expect, test } from "vitest"
import { hex } from "../../../src/core/bytes.ts"
import {
  approve,
  approvedHash,
  type CustodyRecord,
  decodeCustodyRecord,
  encodeCustodyRecord,
  requireCustodyOf,
} from "../../../src/core/custody/record.ts"
import { type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import type { CustodyBody } from "../../../src/core/statement/custody.ts"
import { refusalOf } from "../refusal.ts"
import { A, B, consoles, keysOf, SUBJECT } from "../statement/kinds.ts"
import { ORIGIN } from "../statement/sample.ts"

const [one, two] = consoles as [Signer, Signer]
const stranger = await signerFromSeed("console-3", new Uint8Array(32).fill(77))

const DISCLOSED: CustodyRecord = {
  format: "cairn-custody/1",
  subject: SUBJECT,
  action: "disclosed",
  purpose: "share_accountability_body",
  recipientId: "icc-otp",
  decisionId: "00000000-0000-4000-8000-000000000013",
  identifiability: "pseudonymised",
  dataScope: ["account", "time_place"],
  objects: [{ sha256: A, size: 7, kind: "account", redactions: ["identity", "third_party"] }],
  consentKey: "0123456789abcdef0123456789abcdef",
  by: "console-1",
  day: "2026-11-21",
  note: null,
  approval: null,
}
const none = { purpose: null, recipientId: null, decisionId: null, identifiability: null }
const STATEMENT: CustodyBody = {
  console: hex(one.verifier.key),
  seq: 0,
  prev: null,
  subject: SUBJECT,
  action: "used",
  consent: B,
  log: 8,
  record: { sha256: A, size: 40_000 },
}
const held = { ...DISCLOSED, ...none, action: "held" } as CustodyRecord
const GOOD: Record<CustodyRecord["action"], CustodyRecord> = {
  disclosed: DISCLOSED,
  opened: { ...DISCLOSED, action: "opened", purpose: "legal_analysis", recipientId: null },
  replied: { ...held, action: "replied" },
  held: { ...held, note: "a court asked" },
  released: { ...held, action: "released" },
  erased: { ...held, action: "erased", consentKey: null, objects: [], dataScope: [] },
}

/** Any JSON, filled with spaces to 32 KiB. */
function filled(value: unknown, size = 32_768): Uint8Array {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return new Uint8Array(Buffer.from(text.padEnd(size, " ")))
}
const code = (value: unknown, size?: number) => refusalOf(() => decodeCustodyRecord(filled(value, size)))

describe("as bytes", () => {
  test.each(Object.entries(GOOD))("%s is read as it was written", (_, record) => {
    const bytes = encodeCustodyRecord(record)
    expect(bytes).toEqual(filled(record))
    expect(decodeCustodyRecord(bytes)).toEqual(record)
  })

  test.each([
    ["another format", "field-unknown", { format: "cairn-custody/2" }],
    ["an unknown action", "field-unknown", { action: "imported" }],
    ["an unknown purpose", "field-unknown", { purpose: "sell" }],
    ["an unknown step", "field-unknown", { identifiability: "blurred" }],
    ["an unknown scope", "field-unknown", { dataScope: ["everything"] }],
    ["a scope twice", "custody-record", { dataScope: ["account", "account"] }],
    ["no scope", "custody-record", { dataScope: null }],
    ["a use for no purpose", "custody-record", { purpose: null }],
    ["a use of no step", "custody-record", { identifiability: null }],
    ["a purpose of what is no use", "custody-record", { action: "held" }],
    [
      "a step of what is no use",
      "custody-record",
      { ...none, identifiability: "identified", action: "held" },
    ],
    ["a recipient of what is no use", "custody-record", { ...none, recipientId: "x", action: "replied" }],
    [
      "a decision of what is no use",
      "custody-record",
      { ...none, decisionId: DISCLOSED.decisionId, action: "erased" },
    ],
    ["a recipient without a name", "custody-record", { recipientId: "" }],
    ["a decision that is none", "custody-record", { decisionId: "13" }],
    ["a key of another length", "custody-record", { consentKey: "0123" }],
    ["nobody", "custody-record", { by: "" }],
    ["no day", "custody-record", { day: "2026-02-30" }],
    ["an empty approval", "custody-record", { approval: "" }],
    [
      "an unknown redaction",
      "field-unknown",
      { objects: [{ ...DISCLOSED.objects[0], redactions: ["mood"] }] },
    ],
    ["an unknown key in an object", "field-unknown", { objects: [{ ...DISCLOSED.objects[0], name: "x" }] }],
    ["a kind of many words", "custody-record", { objects: [{ ...DISCLOSED.objects[0], kind: "her diary" }] }],
    ["one key more", "field-unknown", { more: 1 }],
  ])("%s: %s", async (_, expected, change) => {
    expect(await code({ ...DISCLOSED, ...change })).toBe(expected)
    const encoded = await refusalOf(() => encodeCustodyRecord({ ...DISCLOSED, ...change } as CustodyRecord))
    expect(encoded).toBe(expected)
  })

  test("without a key, in another order, in another form, with other filling", async () => {
    for (const key of Object.keys(DISCLOSED)) {
      const { [key as "by"]: _, ...without } = DISCLOSED
      expect(await code(without), key).toMatch(/^(custody-record|field-unknown)$/)
    }
    expect(await code(Object.fromEntries(Object.entries(DISCLOSED).reverse()))).toBe("custody-record")
    expect(await code(JSON.stringify(DISCLOSED, null, 1))).toBe("custody-record")
    expect(await code('{"by": she}')).toBe("custody-record")
    for (const size of [1, 32_767, 32_769, 65_536])
      expect(await code(DISCLOSED, size)).toBe("size-not-padded")
    expect(await code(`${JSON.stringify(DISCLOSED)}\n`)).toBe("size-not-padded")
    expect(await refusalOf(() => decodeCustodyRecord(new Uint8Array(0)))).toBe("size-not-padded")
  })
})

describe("beside its statement", () => {
  const judged = (record: CustodyRecord, statement: Partial<CustodyBody> = {}, keys = consoles) =>
    refusalOf(() => requireCustodyOf({ ...STATEMENT, ...statement }, record, ORIGIN, keysOf(keys)))
  const statementOf = ({ action }: CustodyRecord) =>
    ({
      action: action === "erased" ? "erased" : "used",
    }) as const

  test.each(Object.entries(GOOD))("%s", async (action, record) => {
    const two_ = ["disclosed", "held", "released"].includes(action)
    expect(await judged(record, statementOf(record))).toBe(two_ ? "one-approver" : "taken")
    expect(await judged(await approve(ORIGIN, record, two), statementOf(record))).toBe("taken")
    for (const other of ["imported", "used", "erased"] as const)
      if (other !== statementOf(record).action)
        expect(await judged(await approve(ORIGIN, record, two), { action: other })).toBe("custody-record")
    expect(await judged(record, { ...statementOf(record), subject: A })).toBe("subject")
  })

  test("not approved by whoever acted, by a stranger, for another record, or elsewhere", async () => {
    const approved = await approve(ORIGIN, DISCLOSED, two)
    expect(await judged(approved)).toBe("taken")
    expect(await judged(await approve(ORIGIN, DISCLOSED, one))).toBe("one-approver")
    expect(await judged(approved, { console: hex(two.verifier.key) })).toBe("one-approver")
    expect(await judged(await approve(ORIGIN, DISCLOSED, stranger))).toBe("one-approver")
    expect(await judged(await approve("other.example", DISCLOSED, two))).toBe("one-approver")
    expect(await judged({ ...approved, recipientId: "icc-registry" })).toBe("one-approver")
    expect(await judged({ ...approved, approval: "yes" })).toBe("one-approver")
    expect(await judged(approved, {}, [one])).toBe("one-approver")
  })

  test("one person twice is one person: the same key under another name", async () => {
    const again = await signerFromSeed("console-9", new Uint8Array(32).fill(12))
    expect(again.verifier.key).toEqual(one.verifier.key)
    const record = await approve(ORIGIN, DISCLOSED, again)
    expect(await judged(record, {}, [...consoles, again])).toBe("one-approver")
  })
})

test("what is approved is every field but the approval", async () => {
  const approved = await approve(ORIGIN, DISCLOSED, two)
  expect(approvedHash(approved)).toBe(approvedHash(DISCLOSED))
  const changes: Partial<CustodyRecord>[] = [
    { subject: A },
    { action: "opened" },
    { purpose: "share_partner" },
    { recipientId: null },
    { decisionId: null },
    { identifiability: "identified" },
    { dataScope: ["account"] },
    { objects: [] },
    { consentKey: null },
    { by: "console-2" },
    { day: "2026-11-22" },
    { note: "x" },
  ]
  const sums = changes.map((change) => approvedHash({ ...DISCLOSED, ...change }))
  expect(new Set([approvedHash(DISCLOSED), ...sums]).size).toBe(changes.length + 1)
})
