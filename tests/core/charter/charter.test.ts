// src/core/charter/charter.ts: what one charter may say. Whether to trust it: chain.test.ts.
import { createHash } from "node:crypto"
import { generateX25519Identity, identityToRecipient } from "age-encryption"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { intakeRecipients, parseCharter, rootKeys } from "../../../src/core/charter/charter.ts"
import { parseNote } from "../../../src/core/note/note.ts"
import { COSIGNATURE, ED25519, encodeVkey, verifierKey } from "../../../src/core/note/vkey.ts"
import { newIdentity, newSigningKey } from "../../../src/custody/keys.ts"
import { ORIGIN } from "../../fixtures/account.ts"
import { refusalOf } from "../refusal.ts"
import { nextBody, noteOf, oddNote, threeRoots } from "./charters.ts"

const made = await threeRoots()
const { charter, roots } = made
const good = charter.body
const code = async (over: object): Promise<string> => {
  const bytes = await oddNote({ ...good, ...over }, [roots[0]])
  return refusalOf(() => parseCharter(bytes, ORIGIN))
}

test("is read as it was signed, and named by the hash of its text", () => {
  const read = parseCharter(made.note, ORIGIN)
  expect(read).toEqual(charter)
  expect(read.hash).toBe(createHash("sha256").update(parseNote(made.note).text).digest("hex"))
  expect(rootKeys(read.body).map(encodeVkey)).toEqual(good.roots)
  expect(intakeRecipients(read.body)).toEqual(good.intake.map(({ recipient }) => recipient))
})

const keyNamed = async (name: string) => (await newSigningKey(name)).vkey
const recipients = await Promise.all(Array.from({ length: 7 }, async () => (await newIdentity()).recipient))
const classic = await identityToRecipient(await generateX25519Identity())
const intakeOf = (...list: string[]) => list.map((recipient) => ({ recipient, from: "2026-11-21" }))
const root1 = good.roots[0] as string
const root2 = good.roots[1] as string
const renamed = (vkey: string, name: string) => {
  const [key] = rootKeys({ ...good, roots: [vkey] })
  return encodeVkey(verifierKey(name, key?.key as Uint8Array))
}
const witness = (n: number, type = COSIGNATURE) => ({
  vkey: encodeVkey(verifierKey(`witness-${n}`, new Uint8Array(32).fill(n), type)),
  url: "https://witness.example/x",
})
const twin = encodeVkey(verifierKey("witness-2", new Uint8Array(32).fill(1), COSIGNATURE))

test.each<[string, object]>([
  ["no root", { roots: [] }],
  ["a root with a person's name", { roots: [await keyNamed("olena"), root2] }],
  ["a root under a console's name", { roots: [await keyNamed("console-9"), root2] }],
  ["a root numbered nought", { roots: [await keyNamed("root-0"), root2] }],
  ["a root numbered with a nought in front", { roots: [await keyNamed("root-01"), root2] }],
  ["a root whose key ID does not fit", { roots: [root1.replace(/\+[0-9a-f]{8}\+/, "+00000000+"), root2] }],
  ["one root twice", { roots: [root1, root1], threshold: 1 }],
  ["one root twice, under two names", { roots: [root1, renamed(root1, "root-2")], threshold: 1 }],
  ["a root that is also a console", { consoles: [renamed(root1, "console-1"), good.consoles[1]] }],
  ["a courier that is also a console", { couriers: [renamed(good.consoles[0] as string, "courier-1")] }],
  ["a root that is also the log", { log: renamed(root1, ORIGIN) }],
  ["a threshold of nobody", { threshold: 0 }],
  ["a threshold that its roots cannot meet", { threshold: 4 }],
  ["one console", { consoles: good.consoles.slice(0, 1) }],
  ["no recipient to seal to", { intake: [] }],
  ["a classic recipient", { intake: intakeOf(classic) }],
  ["a classic recipient beside a hybrid one", { intake: intakeOf(recipients[0] as string, classic) }],
  ["one recipient twice", { intake: intakeOf(recipients[0] as string, recipients[0] as string) }],
  ["an auditor who could read accounts", { audit: [good.intake[0]?.recipient] }],
  ["no audit recipient", { audit: [] }],
  ["a classic audit recipient", { audit: [classic] }],
  ["a revoked recipient that is none", { revoked: ["age1pq1"] }],
  ["eight recipients of intake and audit", { intake: intakeOf(...recipients) }],
  ["an intake day that is none", { intake: [{ ...good.intake[0], from: "2026-02-30" }] }],
  [
    "a cosigner's key for the log",
    { log: encodeVkey(verifierKey(ORIGIN, new Uint8Array(32).fill(9), COSIGNATURE)) },
  ],
  ["a witness without an address", { witnesses: [{ ...witness(1), url: "witness.example" }] }],
  ["a witness whose address runs code", { witnesses: [{ ...witness(1), url: "javascript:alert(1)" }] }],
  ["one witness under two names", { witnesses: [witness(1), { ...witness(2), vkey: twin }] }],
  ["a recipient in use that is also revoked", { revoked: [good.intake[0]?.recipient] }],
  ["a witness whose key is none", { witnesses: [{ ...witness(1), vkey: "witness-1+00000000+AA==" }] }],
  ["one witness with either type of key", { witnesses: [witness(1), witness(1, ED25519)] }],
  ["a quorum that its witnesses cannot meet", { witnesses: [witness(1)], witnessQuorum: 2 }],
  ["a quorum below nought", { witnessQuorum: -1 }],
  ["a version below one", { version: 0, previous: null }],
  ["a version below one, with one before it", { version: 0, previous: charter.hash }],
  ["a version that is not whole", { version: 1.5 }],
  ["a first version with one before it", { previous: charter.hash }],
  ["a second version with none before it", { version: 2 }],
  ["a nameless organisation", { organisation: "" }],
  ["an organisation of many words", { organisation: "a".repeat(201) }],
  ["a policy that is no hash", { policy: { sha256: "AB".repeat(32) } }],
  ["no days to erase in", { erasureDays: 0 }],
  ["eleven years of grace", { graceDays: 4015 }],
  ["half a day", { freshDays: 0.5 }],
  ["no delay", { mergeDelayHours: 0 }],
  ["an expiry that is no day", { expires: "2027" }],
])("%s is refused", async (_, over) => {
  expect(await code(over)).toBe("note-malformed")
})

test.each<[string, string, object]>([
  ["another kind", "field-unknown", { kind: "test" }],
  ["an unknown key", "field-unknown", { partners: [] }],
  ["an unknown key inside", "field-unknown", { policy: { ...good.policy, url: "" } }],
  ["a log key of another name", "origin", { log: await keyNamed("other.example") }],
])("%s is refused", async (_, expected, over) => {
  expect(await code(over)).toBe(expected)
})

test.each<[string, object]>([
  ["seven recipients of intake and audit", { intake: intakeOf(...recipients.slice(1)) }],
  ["witnesses with either type of key", { witnesses: [witness(1), witness(2, ED25519)], witnessQuorum: 2 }],
  ["production", { kind: "production" }],
])("%s is taken", async (_, over) => {
  expect(await code(over)).toBe("taken")
})

describe("whatever is odd", () => {
  test("a missing key, any of them, is refused", async () => {
    for (const key of Object.keys(good)) {
      const { [key as keyof typeof good]: _, ...rest } = good
      const bytes = await oddNote(rest, [roots[0]])
      expect(["note-malformed", "field-unknown"], key).toContain(await refusalOf(() => parseCharter(bytes)))
    }
  })

  test("keys in another order are refused", async () => {
    const bytes = await oddNote(Object.fromEntries(Object.entries(good).reverse()), [roots[0]])
    expect(await refusalOf(() => parseCharter(bytes))).toBe("note-malformed")
  })

  test("a value of another shape is refused, always with a code", async () => {
    const odd = fc.constantFrom<unknown>(-1, 0.5, null, true, "", "x", {}, [5], [null], [{}], ["x"], [[]])
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(good)), odd, async (key, value) => {
        if ((key === "previous" && value === null) || (key === "organisation" && value === "x")) return
        expect(["note-malformed", "field-unknown"]).toContain(await code({ [key]: value }))
      }),
      { numRuns: 120 },
    )
  })

  test("more than 60 000 bytes are refused", async () => {
    const revoked = await Promise.all(Array.from({ length: 30 }, () => recipients[0] as string))
    const bytes = await oddNote({ ...good, revoked }, [roots[0]])
    expect(bytes.length).toBeGreaterThan(60_000)
    expect(await refusalOf(() => parseCharter(bytes))).toBe("note-malformed")
    expect(await code({ revoked: revoked.slice(0, 20) })).toBe("taken")
  })

  test("another log's charter is refused", async () => {
    const bytes = await noteOf(nextBody(charter), roots)
    expect(await refusalOf(() => parseCharter(bytes, "other.example"))).toBe("origin")
    expect(await refusalOf(() => parseCharter(bytes, ORIGIN))).toBe("taken")
  })
})
