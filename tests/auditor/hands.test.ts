// Uses judged by others: threads beside the command come to the report that one thread comes to, in the same order, and stop where
// it stops; whoever is done first.
import { beforeAll, describe, expect, test } from "vitest"
import { SourceError } from "../../src/auditor/ask.ts"
import type { AuditInput } from "../../src/auditor/audit.ts"
import { type Hands, judgeHere } from "../../src/auditor/judging.ts"
import type { Source } from "../../src/auditor/source.ts"
import { auditThreads } from "../../src/cli/audit-hands.ts"
import { nodeAead, nodeSha256 } from "../../src/cli/native.ts"
import type { Attack } from "./attack.ts"
import { ON_USES } from "./attacks-uses.ts"
import { auditing, codesOf } from "./auditing.ts"
import { honestLog, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

let keys: Keys
let byThreads: Pick<AuditInput, "handsFor" | "newSha256">
beforeAll(async () => {
  keys = await allKeys()
  const identity = keys.made.secrets.get("audit.age-identity") as string
  const identities = identity.split("\n").filter((line) => line.startsWith("AGE-"))
  byThreads = { handsFor: auditThreads(identities, 0), newSha256: nodeSha256 }
})

async function honest(over: Partial<Source> = {}): Promise<Source> {
  const forge = await honestLog(keys)
  return sourceOf(forge, await forge.files(), over)
}

describe("threads", () => {
  const SOME = [
    "a single use, twice",
    "a key that opens another record",
    "used under decisions that she had replaced",
  ]
  test.each(ON_USES.filter(({ name }) => SOME.includes(name)))(
    "$name: the same report",
    { timeout: 120_000 },
    async ({ shown, finds }: Attack) => {
      const { forge, files, source } = await shown(keys)
      const alone = await auditing(keys, sourceOf(forge, files, source))
      const { report } = await auditing(keys, sourceOf(forge, files, source), byThreads)
      expect(report).toEqual(alone.report)
      expect(codesOf({ ...alone, report }).sort()).toEqual([...finds].sort())
    },
  )

  test("judge the honest log, and every use of it", { timeout: 120_000 }, async () => {
    const { report } = await auditing(keys, await honest(), byThreads)
    expect(report).toMatchObject({ verdict: "ok", findings: [], checked: { custodyRecords: 5 } })
  })

  test("stop where the source stops, with its own word", { timeout: 120_000 }, async () => {
    const refusing = await honest({ record: () => Promise.reject(new SourceError("slow", "too slow")) })
    const sampling = { containers: 0, records: 0, draw: () => 0 }
    const { report } = await auditing(keys, refusing, { ...byThreads, sampling })
    expect(report.findings.map(({ message }) => message)).toEqual([expect.stringContaining("It said: slow.")])
    const disk = new Error("EIO")
    const broken = await honest({ record: () => Promise.reject(disk) })
    await expect(auditing(keys, broken, { ...byThreads, sampling })).rejects.toBe(disk)
  })

  test("say which records a bundle does not carry", { timeout: 120_000 }, async () => {
    const bundle = await honest({
      kind: "bundle",
      record: async () => undefined,
      holdings: async () => undefined,
    })
    const { report } = await auditing(keys, bundle, byThreads)
    expect(report).toMatchObject({ verdict: "incomplete", findings: [], checked: { custodyRecords: 0 } })
    expect(report.unchecked).toContain("custody-records")
  })

  test("are not started for few people", async () => {
    const given = { ground: { charters: [], days: undefined as never }, records: undefined as never, from: 0 }
    expect(auditThreads([])(given, 999)).toBeUndefined()
  })
})

describe("hands", () => {
  /** All that were found, by people who are done in another order than they were asked. */
  async function slowFirst(source: Source) {
    const asked: (() => void)[] = []
    let ended = 0
    const opening = { unwrap: keys.unwrap, aead: nodeAead }
    const { report } = await auditing(keys, source, {
      handsFor: (given, people): Hands => ({
        judge: async (person, find) => {
          await new Promise<void>((go) => {
            asked.push(go)
            if (asked.length === people) for (const one of asked.reverse()) setImmediate(one)
          })
          return judgeHere(given, opening, person, find)
        },
        end: async () => void ended++,
      }),
    })
    return { report, ended }
  }

  test("are told of in the order of people, and ended", async () => {
    const { forge, files } = await (
      ON_USES.find(({ name }) => name === "used after she withdrew") as Attack
    ).shown(keys)
    for (const sha256 of forge.stored.records.keys()) forge.stored.records.set(sha256, new Uint8Array(1))
    const alone = await auditing(keys, sourceOf(forge, files))
    const { report, ended } = await slowFirst(sourceOf(forge, files))
    expect(new Set(alone.report.findings.map(({ subject }) => subject)).size).toBeGreaterThan(1)
    expect(report.findings).toEqual(alone.report.findings)
    expect(ended).toBe(1)
  })

  test("what was found before the source failed stays found, and they are ended", async () => {
    let ended = 0
    const { report } = await auditing(keys, await honest(), {
      handsFor: () => ({
        judge: async (_, find) => {
          find({ code: "use-after", index: 1, subject: null, rule: "", message: "" })
          throw new SourceError("network", "gone")
        },
        end: async () => void ended++,
      }),
    })
    expect(codesOf({ report, kept: undefined })).toEqual(["use-after", "source-failed"])
    expect(ended).toBe(1)
  })
})
