// Every finding has an attack that causes it, by an attacker who holds the log's key and re-signs tree and checkpoint; where the
// attack needs a console's key or a root's, that too. What is found is asserted, all of it; the clean copy gives nothing.
import { beforeAll, describe, expect, test } from "vitest"
import { MEANINGS } from "../../src/auditor/findings.ts"
import type { Attack } from "./attack.ts"
import { changesLogKey, demandsWitness, ON_THE_LOG } from "./attacks-log.ts"
import { ON_PEOPLE } from "./attacks-people.ts"
import { ON_USES } from "./attacks-uses.ts"
import { auditing, codesOf } from "./auditing.ts"
import { honestLog, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

const ATTACKS: readonly Attack[] = [...ON_THE_LOG, ...ON_PEOPLE, ...ON_USES]

let keys: Keys
beforeAll(async () => {
  keys = await allKeys()
})

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
