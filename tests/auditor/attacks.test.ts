// Every finding has an attack that causes it, by an attacker who holds the log's key and re-signs tree and checkpoint; where the
// attack needs a console's key or a root's, that too. What is found is asserted, all of it; the clean copy gives nothing.
import { beforeAll, describe, expect, test } from "vitest"
import { SourceError } from "../../src/auditor/ask.ts"
import { MEANINGS } from "../../src/auditor/findings.ts"
import type { Kept } from "../../src/auditor/state.ts"
import { readKept, wholeState } from "../../src/auditor/state-file.ts"
import type { Attack } from "./attack.ts"
import { changesLogKey, demandsWitness, ON_CHARTERS } from "./attacks-charters.ts"
import { ON_THE_LOG } from "./attacks-log.ts"
import { ON_PEOPLE } from "./attacks-people.ts"
import { ON_USES } from "./attacks-uses.ts"
import { auditing, codesOf } from "./auditing.ts"
import { honestLog, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

const ATTACKS: readonly Attack[] = [...ON_THE_LOG, ...ON_CHARTERS, ...ON_PEOPLE, ...ON_USES]

let keys: Keys
beforeAll(async () => {
  keys = await allKeys()
})

/** What a state says of each person, wherever it lies. */
function known(kept: Kept | undefined) {
  const lines = [...(kept?.people.values() ?? [])]
  return new Map(lines.map(({ subject, summary, place }) => [subject, { summary, digest: place.digest }]))
}

async function audited({ shown }: Attack) {
  const { forge, files, source, input } = await shown(keys)
  return auditing(keys, sourceOf(forge, files, source), input)
}

test("no finding is without its attack", () => {
  const found = new Set(ATTACKS.flatMap(({ finds }) => finds))
  expect(Object.keys(MEANINGS).filter((code) => !found.has(code as never))).toEqual([])
})

describe("the clean copy", () => {
  test("is found to be clean", async () => {
    const forge = await honestLog(keys)
    const { report } = await auditing(keys, sourceOf(forge, await forge.files()))
    expect(report.findings).toEqual([])
    expect(report.verdict).toBe("ok")
    expect(report.checked).toMatchObject({
      ...{ entries: 57, charters: 2, consents: 7, custody: 9, erasures: 2, releases: 2, ticks: 35 },
      ...{ subjects: 3, containers: 1, records: 4, custodyRecords: 5 },
    })
  })

  test.each([
    changesLogKey("with a new log key that the old one signed too", [], true),
    demandsWitness("with the witness that its charter demands", [], true),
  ])("is clean $name", async (attack) => {
    expect(codesOf(await audited(attack))).toEqual([])
  })
})

describe("an attack is found", () => {
  test.each(ATTACKS)("$name: $finds", async (attack) => {
    const found = await audited(attack)
    expect(codesOf(found).toSorted()).toEqual(attack.finds.toSorted())
    expect(found.report.verdict).toBe("findings")
  })
})

describe("what is not there to be checked", () => {
  const missing = async (): Promise<never> => {
    throw new SourceError("missing", "the bundle does not hold it")
  }

  test("a bundle that begins where another ended is incomplete, and nobody's fault", async () => {
    const forge = await honestLog(keys)
    const source = sourceOf(forge, await forge.files(), { kind: "bundle", tile: missing })
    const { report, kept } = await auditing(keys, source)
    expect(report).toMatchObject({ verdict: "incomplete", findings: [] })
    expect(report.unchecked).toContain("entries")
    expect(kept).toBeUndefined()
  })

  test("a bundle that lacks a custody record is incomplete, a server that does is at fault", async () => {
    const forge = await honestLog(keys)
    const source = { kind: "bundle", holdings: async () => undefined, record: async () => undefined } as const
    const { report } = await auditing(keys, sourceOf(forge, await forge.files(), source))
    expect(report).toMatchObject({ verdict: "incomplete", findings: [] })
    expect(report.unchecked).toEqual(expect.arrayContaining(["custody-records", "containers"]))
  })

  test("without the identity no record is opened, and the report says so", async () => {
    const forge = await honestLog(keys)
    const { report } = await auditing(keys, sourceOf(forge, await forge.files()), { unwrap: undefined })
    expect(report).toMatchObject({ verdict: "incomplete", findings: [], checked: { custodyRecords: 0 } })
  })
})

describe("the next run", () => {
  test("verifies only what is new, and ends where a whole one does", async () => {
    const forge = await honestLog(keys)
    const all = forge.leaves.splice(33)
    const early = sourceOf(forge, await forge.files(), { holdings: async () => undefined })
    const { kept } = await auditing(keys, early, { sampling: { containers: 0, records: 0, draw: () => 0 } })
    const file = await wholeState(kept as Kept)
    forge.leaves.push(...all)
    const source = sourceOf(forge, await forge.files())
    const next = await auditing(keys, source, { kept: await readKept(file) })
    expect(next.report).toMatchObject({ verdict: "ok", findings: [], previous: { size: 33 } })
    expect(next.report.checked.entries).toBe(24)
    const whole = await auditing(keys, source)
    expect(next.report.timeline).toEqual(whole.report.timeline)
    expect(known(next.kept)).toEqual(known(whole.kept))
  })

  test("keeps saying what was found in an entry", async () => {
    const attack = ATTACKS.find(({ name }) => name === "disclosed by one person") as Attack
    const { forge, files } = await attack.shown(keys)
    const { kept } = await auditing(keys, sourceOf(forge, files))
    const again = await auditing(keys, sourceOf(forge, files), { kept })
    expect(codesOf(again)).toEqual(["one-approver"])
  })
})
