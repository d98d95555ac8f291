// src/custody/change.ts, change-words.ts and signing.ts: what may be changed, what whoever signs is told, and how signatures of
// separate machines become a charter.
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseRecipient } from "../../src/core/age/recipient.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { CHARTER, type Charter, type CharterBody } from "../../src/core/charter/charter.ts"
import { encodeNote } from "../../src/core/note/note.ts"
import { parseVkey, type Signer } from "../../src/core/note/vkey.ts"
import { signStatement } from "../../src/core/statement/frame.ts"
import { type Changes, proposeChange } from "../../src/custody/change.ts"
import { changeWords } from "../../src/custody/change-words.ts"
import { newIdentity, newSigningKey } from "../../src/custody/keys.ts"
import {
  encodeProposal,
  finishProposal,
  mergeProposals,
  newProposal,
  type Proposal,
  parseProposal,
  signedSoFar,
  signProposal,
} from "../../src/custody/signing.ts"
import { refusalOf } from "../core/refusal.ts"
import { finished, ORIGIN, rootOf, TODAY, usual } from "./ceremony.ts"

const over = await finished(usual())
const first = over.charter
const roots = (await Promise.all([1, 2, 3].map((n) => rootOf(over, n)))) as [Signer, Signer, Signer]
const [root1, root2, root3] = roots
const newKey = async (name: string) => (await newSigningKey(name)).signer
const intake = (await newIdentity()).recipient
const audit = (await newIdentity()).recipient

const propose = (changes: Changes, chain: readonly Charter[] = [first]) => proposeChange(chain, changes)
const signedBy = async (proposal: Proposal, ...signers: Signer[]): Promise<Proposal> => {
  let next = proposal
  for (const signer of signers) next = await signProposal(next, first, signer)
  return next
}
/** The chain with a version that two roots signed. */
const changed = async (changes: Changes) =>
  finishProposal(await signedBy(propose(changes), root1, root2), [first])

describe("a change", () => {
  test("of anything that may change comes out as the next version", async () => {
    const { verifier } = await newKey("console-3")
    const log = (await newKey(ORIGIN)).verifier
    const proposal = propose({
      set: { erasureDays: 5, expires: "2027-12-01" },
      add: [verifier],
      remove: ["console-1", "courier-1"],
      log,
      intake: { recipient: intake, from: TODAY, revoke: false },
      audit,
    })
    const { body } = proposal
    expect(body).toMatchObject({ version: 2, previous: first.hash, erasureDays: 5, expires: "2027-12-01" })
    expect(body.consoles.map((vkey) => parseVkey(vkey).name)).toEqual(["console-2", "console-3"])
    expect([body.couriers, body.audit, body.revoked]).toEqual([[], [audit], []])
    expect(body.intake).toEqual([{ recipient: intake, from: TODAY }])
    expect([body.kind, proposal.origin, body.roots]).toEqual(["production", first.origin, first.body.roots])
    expect(parseProposal(encodeProposal(proposal))).toEqual(proposal)
  })

  test("a known key is revoked with the intake it was of", () => {
    const { body } = propose({ intake: { recipient: intake, from: TODAY, revoke: true } })
    expect(body.revoked).toEqual([first.body.intake[0]?.recipient])
  })

  test.each<[string, string, () => Changes | Promise<Changes>]>([
    ["nothing", "change-none", () => ({})],
    ["the same value", "change-none", () => ({ set: { erasureDays: 3 } })],
    ["one console left", "change-unfit", () => ({ remove: ["console-1"] })],
    ["a threshold over the roots", "change-unfit", () => ({ set: { threshold: 4 } })],
    ["no such day", "change-unfit", () => ({ set: { expires: "2027-02-30" } })],
    ["nobody of that name", "change-absent", () => ({ remove: ["console-9"] })],
    ["a name that is no role", "change-absent", () => ({ remove: ["console"] })],
    [
      "a name that another key had",
      "change-name",
      async () => ({ add: [(await newKey("console-2")).verifier] }),
    ],
    ["a role that there is not", "change-name", async () => ({ add: [(await newKey("admin-1")).verifier] })],
    ["a key twice", "change-name", () => ({ add: [parseVkey(first.body.consoles[0] as string)] })],
    [
      "the old intake again",
      "change-key",
      () => ({
        intake: {
          recipient: parseRecipient(first.body.intake[0]?.recipient ?? ""),
          from: TODAY,
          revoke: false,
        },
      }),
    ],
    [
      "the audit key as intake",
      "change-unfit",
      () => ({ intake: { recipient: first.body.audit[0] as never, from: TODAY, revoke: false } }),
    ],
    [
      "a root's key as console",
      "change-unfit",
      () => ({ add: [{ ...parseVkey(first.body.roots[0] as string), name: "console-7" }] }),
    ],
    [
      "a log key of another name",
      "change-unfit",
      async () => ({ log: (await newKey("other.org")).verifier }),
    ],
  ])("%s: %s", async (_, code, changes) => {
    expect(await refusalOf(async () => propose(await changes()))).toBe(code)
  })

  test("a name that was given up is not given to another key, ever", async () => {
    const three = (await newKey("console-3")).verifier
    const chain = await changed({ add: [three] })
    const next = propose({ remove: ["console-3"] }, chain)
    let signed = await signProposal(next, chain.at(-1) as Charter, root1)
    signed = await signProposal(signed, chain.at(-1) as Charter, root2)
    const later = await finishProposal(signed, chain)
    expect(await refusalOf(async () => propose({ add: [(await newKey("console-3")).verifier] }, later))).toBe(
      "change-name",
    )
    expect(propose({ add: [three] }, later).body.consoles).toHaveLength(3) // the same key may come back
  })
})

describe("whoever signs is told every difference", () => {
  const other: { [K in keyof CharterBody]: unknown } = {
    version: 2,
    previous: first.hash,
    organisation: "Another",
    kind: "demonstration",
    roots: first.body.roots.slice(1),
    threshold: 3,
    intake: [{ recipient: intake, from: TODAY }],
    revoked: [audit],
    audit: [audit],
    log: first.body.consoles[0],
    consoles: [...first.body.consoles].reverse(),
    couriers: [],
    auditors: [],
    releases: [],
    witnesses: [{ vkey: "w+00000000+AAAA", url: "https://w.org" }],
    witnessQuorum: 1,
    policy: { sha256: "1".repeat(64) },
    erasureDays: 4,
    graceDays: 91,
    freshDays: 8,
    mergeDelayHours: 25,
    expires: "2027-01-01",
  }
  const silent = ["version", "previous"] // another in every charter; what signs checks them

  test("each field alone has its sentence", () => {
    for (const [key, value] of Object.entries(other)) {
      const said = changeWords(first.body, { ...first.body, [key]: value } as CharterBody)
      if (silent.includes(key)) expect([key, said]).toEqual([key, []])
      else expect([key, said.length > 0]).toEqual([key, true])
    }
    expect(changeWords(first.body, first.body)).toEqual([])
  })

  test("so has every set of them, and in lists every order", () => {
    const pick = fc.subarray(
      Object.keys(other).filter((key) => !silent.includes(key)),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(pick, (some) => {
        const parts = some.map((key) => [key, other[key as keyof CharterBody]])
        const said = changeWords(first.body, { ...first.body, ...Object.fromEntries(parts) })
        expect(said.length).toBeGreaterThanOrEqual(some.length)
      }),
    )
    for (const key of ["roots", "consoles"] as const) {
      const turned = { ...first.body, [key]: [...first.body[key]].reverse() }
      expect(changeWords(first.body, turned)).toHaveLength(1)
    }
    const two = {
      ...first.body,
      intake: [...first.body.intake, { recipient: intake, from: TODAY }],
      audit: [...first.body.audit, audit],
      revoked: [intake, audit],
    }
    const turned = {
      ...two,
      intake: [...two.intake].reverse(),
      audit: [...two.audit].reverse(),
      revoked: [audit, intake],
    }
    expect(changeWords(two, turned)).toHaveLength(3)
    expect(
      changeWords(turned, {
        ...turned,
        intake: turned.intake.map((one) => ({ ...one, from: "2026-12-01" })),
      }),
    ).toHaveLength(2)
    expect(changeWords({ ...first.body, revoked: [audit] }, first.body)).toHaveLength(1)
  })
})

describe("signing on separate machines", () => {
  const add = async () => propose({ add: [(await newKey("console-3")).verifier] })

  test("two of three make it, in any order, put together or one after the other", async () => {
    const proposal = await add()
    const alone = await Promise.all(
      roots.map((root) => signedBy(parseProposal(encodeProposal(proposal)), root)),
    )
    expect((await signedSoFar(alone[0] as Proposal, first)).complete).toBe(false)
    for (const some of [
      [0, 1],
      [1, 0],
      [2, 1],
      [2, 0],
      [0, 1, 2],
    ]) {
      const merged = mergeProposals(some.map((at) => alone[at] as Proposal))
      const { complete, before, own, by } = await signedSoFar(merged, first)
      expect([complete, before?.have, own.have, by.length]).toEqual([true, ...Array(3).fill(some.length)])
      expect((await finishProposal(merged, [first])).at(-1)?.hash).toBe(proposal.hash)
    }
    expect(mergeProposals([alone[0] as Proposal, alone[0] as Proposal]).signatures).toHaveLength(1)
    expect(await refusalOf(() => finishProposal(alone[0] as Proposal, [first]))).toBe("charter-signatures")
  })

  test("new roots and old ones are both asked", async () => {
    const fresh = [await newKey("root-4"), await newKey("root-5"), await newKey("root-6")] as const
    const proposal = propose({
      add: fresh.map(({ verifier }) => verifier),
      remove: ["root-1", "root-2", "root-3"],
    })
    const old = await signedBy(proposal, root1, root2)
    expect(await signedSoFar(old, first)).toMatchObject({
      complete: false,
      before: { have: 2, need: 2 },
      own: { have: 0, need: 2 },
    })
    const young = await signedBy(proposal, fresh[0], fresh[1])
    expect(await signedSoFar(young, first)).toMatchObject({
      complete: false,
      before: { have: 0 },
      own: { have: 2 },
    })
    for (const part of [old, young])
      expect(await refusalOf(() => finishProposal(part, [first]))).toBe("charter-signatures")
    expect((await signedSoFar(mergeProposals([old, young]), first)).complete).toBe(true)
    expect(await finishProposal(mergeProposals([old, young]), [first])).toHaveLength(2)
  })

  test("a console, a stranger, a root of nothing: none of them signs", async () => {
    const proposal = await add()
    for (const signer of [await newKey("root-1"), await newKey("console-1"), await newKey("root-9")])
      expect(await refusalOf(() => signedBy(proposal, signer))).toBe("proposal-root")
  })

  test("kind, origin and predecessor cannot be another", async () => {
    const { body } = await add()
    const as = (over: Partial<CharterBody>, origin = first.origin) =>
      refusalOf(() => signProposal(newProposal(origin, { ...body, ...over }), first, root1))
    expect(await as({})).toBe("taken")
    expect(await as({ kind: "demonstration" })).toBe("proposal-chain")
    expect(await as({ version: 3 })).toBe("proposal-chain")
    expect(await as({ previous: "0".repeat(64) })).toBe("proposal-chain")
    const log = (await newSigningKey("other.org")).vkey
    expect(await as({ log }, "other.org")).toBe("proposal-chain")
    expect(await refusalOf(() => signProposal(newProposal(first.origin, body), null, root1))).toBe(
      "proposal-chain",
    )
    const founding = newProposal(first.origin, first.body)
    expect(await refusalOf(() => signedSoFar(founding, first))).toBe("proposal-chain")
  })

  test("what is not a charter's text, signatures of another text, and bad ones", async () => {
    const proposal = await signedBy(await add(), root1)
    const text = new TextDecoder().decode(encodeProposal(proposal))
    for (const other of [
      "",
      "x",
      text.replace("charter", "tick"),
      text.slice(0, -1),
      `${text}\n`,
      text.replace('"version"', '"Version"'),
    ])
      expect(await refusalOf(async () => parseProposal(utf8(other)))).toBe("proposal")
    expect(await refusalOf(async () => mergeProposals([proposal, await add()]))).toBe("proposal-other")
    expect(await refusalOf(async () => mergeProposals([]))).toBe("proposal")
    const [line] = proposal.signatures
    const forged = {
      ...proposal,
      signatures: [{ ...(line as never as { name: string; id: string }), bytes: new Uint8Array(64) }],
    }
    expect(await refusalOf(() => signedSoFar(forged, first))).toBe("proposal-signature")
    await expect(signedSoFar(forged, first)).rejects.toThrow("not a good signature of a root: root-1")
    const foreign = await signStatement(CHARTER, proposal.origin, proposal.body, [
      root3,
      await newKey("root-8"),
    ])
    expect(await refusalOf(() => signedSoFar(parseProposal(foreign), first))).toBe("proposal-signature")
    expect(encodeNote(parseProposal(foreign))).toEqual(foreign)
  })
})
