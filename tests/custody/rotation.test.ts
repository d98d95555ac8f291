// src/custody/rotation.ts and rotation-record.ts: when the old key may go, and everything that keeps it.
import { describe, expect, test } from "vitest"
import { utf8 } from "../../src/core/bytes.ts"
import type { Charter } from "../../src/core/charter/charter.ts"
import { addDays } from "../../src/core/day.ts"
import { newIdentity } from "../../src/custody/keys.ts"
import { lockIdentities } from "../../src/custody/passphrase.ts"
import {
  type RotationFacts,
  requireDestroyable,
  rotationStage,
  type StoreStanding,
} from "../../src/custody/rotation.ts"
import {
  beginRotation,
  decodeRotation,
  destroyedOn,
  drillRotation,
  encodeRotation,
  heldBy,
  proposeRotation,
  requireOrganisation,
} from "../../src/custody/rotation-record.ts"
import { finishProposal, type Proposal, signProposal } from "../../src/custody/signing.ts"
import { refusalOf } from "../core/refusal.ts"
import { finished, type Held, rootOf, sheetsIn, TODAY, usual, WORDS } from "./ceremony.ts"

const over = await finished(usual({ roots: 1, threshold: 1 }))
const first = over.charter
const root = await rootOf(over, 1)
const making = {
  custody: { how: "split", k: 2, n: 3 } as const,
  ...{ organisation: "Test organisation", demonstration: false, day: TODAY, words: WORDS },
}
const begun = await beginRotation(first, making, false)
const held = { files: new Map(begun.files.map((file) => [file.path, file])) } as unknown as Held
const drilled = await drillRotation(begun.rotation, { shares: sheetsIn(held) }, TODAY)

async function signed(proposal: Proposal, chain: readonly Charter[]): Promise<Charter[]> {
  return finishProposal(await signProposal(proposal, chain.at(-1) as Charter, root), chain)
}
const two = await signed(proposeRotation(drilled, [first], TODAY), [first])
const revoking = await signed(proposeRotation({ ...drilled, revoke: true }, [first], TODAY), [first])

const { from, to } = drilled
const LEAF = "2026-11-25"
const LAST = "2027-02-22" // 90 days, the first of them included
const facts = (over: Partial<RotationFacts> = {}, standing: Partial<StoreStanding> = {}): RotationFacts => ({
  ...{ from, to, charters: two, today: "2030-01-01", destroyed: null },
  standing: { needing: 0, day: addDays(LAST, 3), charters: [{ version: 2, day: LEAF }], ...standing },
  ...over,
})
const stage = (...given: Parameters<typeof facts>) => rotationStage(facts(...given)).stage

test("a tick that is dated ahead does not end the grace before this machine's own day does", () => {
  const ahead = { day: "2029-12-31" }
  expect(stage({ today: LEAF }, ahead)).toBe("grace")
  expect(stage({ today: LAST }, ahead)).toBe("grace")
  expect(stage({ today: addDays(LAST, 2) }, ahead)).toBe("import")
  expect(stage({ today: addDays(LAST, 3) }, ahead)).toBe("destroy")
  expect(() => requireDestroyable(facts({ today: LEAF }, ahead))).toThrow("rotation-early")
})

test("a rotation from the first key to the destroying of the old", () => {
  expect(stage({ charters: [first] }, { charters: [] })).toBe("propose")
  expect(stage({}, { charters: [], day: null })).toBe("log")
  expect(stage({}, { needing: 2, day: LEAF })).toBe("rewrap")
  expect(rotationStage(facts({}, { day: LEAF }))).toEqual({ stage: "grace", until: LAST })
  expect(stage({}, { day: LAST })).toBe("grace")
  expect(rotationStage(facts({}, { day: addDays(LAST, 1) }))).toEqual({
    stage: "import",
    until: addDays(LAST, 2),
  })
  expect(stage({}, { day: addDays(LAST, 2) })).toBe("import")
  expect(stage()).toBe("destroy")
  expect(stage({ destroyed: TODAY })).toBe("over")
})

describe("the old key stays", () => {
  test.each<[string, string, Parameters<typeof facts>]>([
    ["while anything needs it, however late it is", "rewrap", [{}, { needing: 1, day: "2030-01-01" }]],
    ["if nothing was imported", "grace", [{}, { day: null }]],
    [
      "if the log that was imported has not the charter",
      "log",
      [{}, { charters: [{ version: 1, day: TODAY }] }],
    ],
    ["if there are no charters", "propose", [{ charters: [] }, { charters: [] }]],
  ])("%s: %s", async (_, code, given) => {
    expect(stage(...given)).toBe(code)
    expect(await refusalOf(() => requireDestroyable(facts(...given)))).toBe("rotation-early")
  })

  test("if the log has a charter that was not given: it may have taken the key back", async () => {
    const leaves = [2, 3].map((version) => ({ version, day: LEAF }))
    expect(await refusalOf(() => requireDestroyable(facts({}, { charters: leaves })))).toBe("rotation-chain")
    expect(await refusalOf(() => rotationStage(facts({ charters: [] })))).toBe("rotation-chain")
  })

  test("if a later charter took it back", async () => {
    const back = {
      ...(two[1] as Charter),
      body: { ...(two[1] as Charter).body, version: 3, intake: [...first.body.intake] },
    }
    expect(stage({ charters: [...two, back] })).toBe("propose")
    const both = {
      ...back,
      body: { ...back.body, intake: [...first.body.intake, ...(two[1] as Charter).body.intake] },
    }
    expect(stage({ charters: [...two, both] })).toBe("propose")
    // Gone again: the days are counted from the version that took it away for good.
    const again = { ...back, body: { ...(two[1] as Charter).body, version: 4 } }
    const charters = [...two, back, again]
    expect(stage({ charters })).toBe("log")
    const leaves = [
      { version: 2, day: LEAF },
      { version: 4, day: addDays(LEAF, 30) },
    ]
    expect(stage({ charters }, { charters: leaves })).toBe("grace")
    expect(stage({ charters }, { charters: leaves, day: addDays(LAST, 33) })).toBe("destroy")
  })
})

test("a revoked key's grace is over with the leaf, and an import is still asked", () => {
  expect(stage({ charters: revoking }, { day: LEAF })).toBe("grace")
  expect(stage({ charters: revoking }, { day: addDays(LEAF, 2) })).toBe("import")
  expect(stage({ charters: revoking }, { day: addDays(LEAF, 3) })).toBe("destroy")
  expect(stage({ charters: revoking }, { day: addDays(LEAF, 3), needing: 1 })).toBe("rewrap")
})

test("a longer way into the log needs a later import", () => {
  const slow = two.map((charter) => ({ ...charter, body: { ...charter.body, mergeDelayHours: 72 } }))
  expect(stage({ charters: slow }, { day: addDays(LAST, 4) })).toBe("import")
  expect(stage({ charters: slow }, { day: addDays(LAST, 5) })).toBe("destroy")
})

test("nothing is written down as destroyed before its time", async () => {
  expect(destroyedOn(drilled, facts(), TODAY)).toEqual({ ...drilled, destroyed: TODAY })
  const early = facts({}, { needing: 1 })
  expect(await refusalOf(async () => destroyedOn(drilled, early, TODAY))).toBe("rotation-early")
})

test("what is destroyed is not destroyed again", async () => {
  expect(await refusalOf(() => requireDestroyable(facts()))).toBe("taken")
  expect(await refusalOf(() => requireDestroyable(facts({ destroyed: TODAY })))).toBe("rotation-over")
})

test("a record of an organisation that has a log of the same name, or of another log, is refused", async () => {
  const other = await finished(usual({ roots: 1, threshold: 1 }))
  expect(await refusalOf(async () => requireOrganisation(drilled, two))).toBe("taken")
  expect(await refusalOf(async () => requireOrganisation(drilled, [other.charter]))).toBe("rotation-other")
  expect(await refusalOf(async () => requireOrganisation({ ...drilled, origin: "x" }, two))).toBe(
    "rotation-other",
  )
})

test("whose key a file holds is seen before anything is destroyed", async () => {
  const { identity, recipient } = await newIdentity()
  const file = utf8(`# a note\n${identity}\n`)
  expect(await heldBy(file, recipient)).toBe("it")
  expect(await heldBy(file, from)).toBe("another")
  expect(
    await heldBy(await lockIdentities([identity], "eight words or more of it, at least", "", 4), from),
  ).toBe("locked")
  expect(await refusalOf(() => heldBy(utf8("no key"), from))).toBe("identity")
})

test("no charter names a key that nobody opened from paper", async () => {
  expect(await refusalOf(async () => proposeRotation(begun.rotation, [first], TODAY))).toBe("rotation-drill")
  const [a, b] = sheetsIn(held)
  expect(await refusalOf(() => drillRotation(begun.rotation, { shares: [a, b] as never }, TODAY))).toBe(
    "drill-sheets",
  )
  expect(await refusalOf(() => drillRotation(begun.rotation, { shares: sheetsIn(over) }, TODAY))).toBe(
    "share-set",
  )
  expect(two[1]?.body.intake).toEqual([{ recipient: to, from: TODAY }])
  expect([two[1]?.body.revoked, revoking[1]?.body.revoked]).toEqual([[], [from]])
  expect(await refusalOf(async () => proposeRotation(drilled, two, TODAY))).toBe("change-key") // proposed and signed already
})

test("its record is public, reads back, and a changed one is none", async () => {
  for (const rotation of [
    begun.rotation,
    drilled,
    { ...drilled, destroyed: TODAY },
    { ...drilled, set: null },
  ])
    expect(decodeRotation(utf8(encodeRotation(rotation)))).toEqual(rotation)
  const text = encodeRotation(drilled)
  for (const share of sheetsIn(held)) expect(text).not.toContain(Buffer.from(share.value).toString("hex"))
  const other = { ...drilled, set: over.ceremony.intake?.set }
  for (const changed of [
    "{}",
    text.slice(1),
    text.replace('"revoke":false', '"revoke":0'),
    JSON.stringify(other),
    JSON.stringify({ ...drilled, from: to }),
  ])
    expect(await refusalOf(async () => decodeRotation(utf8(changed)))).toBe("rotation-file")
})
