// src/core/charter/chain.ts: whose signatures a chain of charters needs, from the fingerprint and from a pin; and terms.
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { requireCurrent, verifyChain, verifyFromPin } from "../../../src/core/charter/chain.ts"
import { type CharterBody, parseCharter } from "../../../src/core/charter/charter.ts"
import { addDays } from "../../../src/core/day.ts"
import { encodeNote, parseNote } from "../../../src/core/note/note.ts"
import { encodeVkey, type Signer, signerFromSeed } from "../../../src/core/note/vkey.ts"
import { textHash } from "../../../src/core/statement/frame.ts"
import { newIdentity, newSigningKey } from "../../../src/custody/keys.ts"
import { refusalOf } from "../refusal.ts"
import { nextBody, noteOf, oddNote, threeRoots } from "./charters.ts"

const { charter: first, note: note1, roots } = await threeRoots()
const [r1, r2, r3] = roots
const [r4, r5, stranger] = (await Promise.all(
  ["root-4", "root-5", "root-9"].map(async (name) => (await newSigningKey(name)).signer),
)) as [Signer, Signer, Signer]
const vkeys = (...signers: Signer[]) => signers.map(({ verifier }) => encodeVkey(verifier))
const fingerprint = first.hash
const chain = (...later: Uint8Array[]) => refusalOf(() => verifyChain([note1, ...later], fingerprint))

describe("version 1", () => {
  const alone = async (body: CharterBody, signers: Signer[], said?: string) => {
    const note = await noteOf(body, signers)
    return refusalOf(() => verifyChain([note], said ?? textHash(parseNote(note))))
  }

  test("is signed by all its roots, although fewer suffice later", async () => {
    expect(await chain()).toBe("taken")
    expect(await alone(first.body, [r1, r2])).toBe("charter-signatures")
    expect(await alone(first.body, [r1])).toBe("charter-signatures")
  })

  test("bears no stranger's line, and no line twice", async () => {
    expect(await alone(first.body, [...roots, stranger])).toBe("charter-signatures")
    const { text, signatures } = parseNote(note1)
    const [a, b] = signatures as [(typeof signatures)[0], (typeof signatures)[0]]
    for (const lines of [
      [a, a, b],
      [a, b, b],
      [...signatures, b],
    ]) {
      const note = encodeNote({ text, signatures: lines })
      expect(await refusalOf(() => verifyChain([note], fingerprint))).toBe("charter-signatures")
    }
  })

  test("is the one whose fingerprint is printed", async () => {
    expect(await alone(first.body, roots, "ab".repeat(32))).toBe("charter-fingerprint")
    expect(await alone({ ...first.body, organisation: "Other" }, roots, fingerprint)).toBe(
      "charter-fingerprint",
    )
  })

  test("is version 1, and there is one", async () => {
    expect(await alone(nextBody(first), roots)).toBe("charter-chain")
    expect(await refusalOf(() => verifyChain([], fingerprint))).toBe("charter-chain")
  })

  // The seeds were found by a birthday search over SHA-256("root-n i"): two roots whose 32-bit key IDs are the same.
  test("a root whose key ID is another root's does not sign for both", async () => {
    const seed = (text: string) => createHash("sha256").update(text).digest()
    const one = await signerFromSeed("root-1", seed("root-1 48451"))
    const two = await signerFromSeed("root-2", seed("root-2 33232"))
    expect(one.verifier.id).toBe(two.verifier.id)
    const body = { ...first.body, roots: vkeys(one, two), threshold: 2 }
    expect(await alone(body, [one])).toBe("charter-signatures")
    expect(await alone(body, [two])).toBe("charter-signatures")
  })
})

describe("version n + 1", () => {
  const second = nextBody(first, { roots: vkeys(r3, r4, r5), threshold: 2 })

  test.each<[string, Signer[]]>([
    ["taken", [r1, r2, r4, r5]],
    ["taken", [r1, r3, r4]],
    ["taken", [r1, r2, r3, r4, r5]],
    ["charter-signatures", [r1, r2, r3]],
    ["charter-signatures", [r3, r4, r5]],
    ["charter-signatures", [r1, r2]],
    ["charter-signatures", [r4, r5]],
    ["charter-signatures", [r3]],
    ["charter-signatures", [r1, r2, r4, r5, stranger]],
  ])("needs the old threshold and its own: %s", async (expected, signers) => {
    expect(await chain(await noteOf(second, signers))).toBe(expected)
  })

  test("counts a signature once, however often it stands there", async () => {
    const { text, signatures } = parseNote(await noteOf(nextBody(first), [r1]))
    expect(await chain(encodeNote({ text, signatures: [...signatures, ...signatures] }))).toBe(
      "charter-signatures",
    )
    expect(await chain(encodeNote({ text, signatures }))).toBe("charter-signatures")
  })

  test("is refused when its text was changed after signing", async () => {
    const { text, signatures } = parseNote(await noteOf(nextBody(first), roots))
    const changed = text.replace('"threshold":2', '"threshold":1')
    expect(await chain(encodeNote({ text: changed, signatures }))).toBe("charter-signatures")
  })

  test.each<[string, string, Partial<CharterBody>]>([
    ["a version gap", "charter-version", { version: 3 }],
    ["the same version again", "charter-version", { version: 1, previous: null }],
    ["another charter before it", "charter-chain", { previous: "ab".repeat(32) }],
    ["another kind", "charter-chain", { kind: "production" }],
    ["an unmet threshold", "note-malformed", { threshold: 9 }],
  ])("%s is refused", async (_, expected, over) => {
    expect(await chain(await oddNote({ ...nextBody(first), ...over }, roots))).toBe(expected)
  })

  test("another log's charter is refused", async () => {
    const log = (await newSigningKey("other.example")).vkey
    expect(await chain(await noteOf(nextBody(first, { log }), roots, "other.example"))).toBe("origin")
  })
})

describe("a longer chain", async () => {
  const note2 = await noteOf(nextBody(first, { roots: vkeys(r3, r4, r5), threshold: 2 }), [r1, r2, r4, r5])
  const second = parseCharter(note2)
  const intake = [{ recipient: (await newIdentity()).recipient, from: "2027-01-01" }]
  const note3 = await noteOf(nextBody(second, { intake }), [r3, r4])
  const third = parseCharter(note3)
  const pin = { version: 2, sha256: second.hash }
  const fromPin = (notes: Uint8Array[], p = pin) => refusalOf(() => verifyFromPin(notes, p))

  test("gives every version, the newest last", async () => {
    const charters = await verifyChain([note1, note2, note3], fingerprint)
    expect(charters.map(({ hash }) => hash)).toEqual([first.hash, second.hash, third.hash])
  })

  test("is judged version by version, each by the one just before", async () => {
    expect(await chain(note2, await noteOf(nextBody(second, { intake }), [r1, r2, r4]))).toBe(
      "charter-signatures",
    )
    expect(await chain(note3)).toBe("charter-version")
    expect(await chain(note3, note2)).toBe("charter-version")
    expect(await chain(note2, note2)).toBe("charter-version")
  })

  test("from a pin, which stands for what is before it", async () => {
    expect((await verifyFromPin([note2, note3], pin)).map(({ hash }) => hash)).toEqual([
      second.hash,
      third.hash,
    ])
    expect(await fromPin([note2])).toBe("taken")
    expect(await fromPin([])).toBe("charter-chain")
  })

  test("from a pin: a lower version than the pin is a rollback", async () => {
    expect(await fromPin([note1, note2, note3])).toBe("charter-version")
    expect(await fromPin([note1])).toBe("charter-version")
  })

  test("from a pin: the first note is the pinned one", async () => {
    expect(await fromPin([note3])).toBe("charter-chain")
    const other = await noteOf(nextBody(first, { organisation: "Other" }), roots)
    expect(await fromPin([other])).toBe("charter-chain")
    expect(await fromPin([other, note3])).toBe("charter-chain")
    expect(await fromPin([note2], { version: 1, sha256: second.hash })).toBe("charter-chain")
    expect(await fromPin([note2, await noteOf(nextBody(second, { intake }), [r1, r2])])).toBe(
      "charter-signatures",
    )
  })
})

test("a charter is current from 400 days before its last day, to that day", async () => {
  const { expires } = first.body
  const on = (today: string) => refusalOf(() => requireCurrent(first, today))
  expect(await on(expires)).toBe("taken")
  expect(await on(addDays(expires, 1))).toBe("charter-expired")
  expect(await on(addDays(expires, -400))).toBe("taken")
  expect(await on(addDays(expires, -401))).toBe("charter-expired")
  expect(await on("2026-13-01")).not.toBe("taken")
})
