// Uses judged: what must not be found, what a bundle lacks and what it spoils, and what a later run says of earlier uses.
import { beforeAll, describe, expect, test } from "vitest"
import { SourceError } from "../../src/auditor/ask.ts"
import type { Source } from "../../src/auditor/source.ts"
import { judgeUses } from "../../src/auditor/uses.ts"
import { nodeAead } from "../../src/cli/native.ts"
import { logFiles } from "../fixtures/log.ts"
import { at, before as beforeBatch, leafOf, saying } from "./attack.ts"
import { auditing, codesOf } from "./auditing.ts"
import type { Decision, Edits, Forge } from "./forge.ts"
import { DISCLOSED, honestLog, OPENED, SHARE, sourceOf } from "./honest.ts"
import { allKeys, type Keys, nextCharter, type Who } from "./keys.ts"

let keys: Keys
beforeAll(async () => {
  keys = await allKeys()
})

const sharing = (over: Partial<Decision>): Edits => ({
  decisions: at<Decision[]>("amended", (all) =>
    all.map((one) => (one.decisionId === SHARE ? { ...one, ...over } : one)),
  ),
})

const found = async (forge: Forge, over: Partial<Source> = {}) =>
  codesOf(await auditing(keys, sourceOf(forge, await forge.files(), over)))

describe("is no fault", () => {
  test.each([
    ["exactly what she approved", sharing({ approvedContentSha256: "ab".repeat(32) })],
    [
      "until something happens, which is not known to have",
      sharing({ validity: { kind: "until_event", value: "trial_ends" } }),
    ],
  ])("%s", async (_, edits) => {
    expect(await found(await honestLog(keys, edits))).toEqual([])
  })

  test.each(["held", "released"] as const)("an account that is %s after she withdrew", async (action) => {
    const edits = beforeBatch("batch-5", (forge) => {
      const relied = { action: "used", consent: leafOf(forge, "given-bea"), log: 33 } as const
      return forge.custody("hold", keys.people[1], keys.consoles[2], relied, { action, day: "2026-11-26" })
    })
    const kept: Edits = { erasure: at("erased", (body) => ({ ...body, records: [] })) }
    expect(await found(await honestLog(keys, { ...edits, ...kept }))).toEqual([])
  })
})

describe("what a console knew", () => {
  const opened = (log: number, consent: string, who: number) => (forge: Forge) =>
    forge.custody(
      "one more",
      keys.people[who] as Who,
      keys.consoles[2],
      { action: "used", consent: leafOf(forge, consent), log },
      {
        ...{ ...OPENED, day: "2026-11-25" },
      },
    )

  test("counts, not what came into the log since", async () => {
    expect(await found(await honestLog(keys, beforeBatch("batch-5", opened(25, "given-cleo", 2))))).toEqual(
      [],
    )
  })

  test("is judged by the charter of its time", async () => {
    const strict = await nextCharter(keys.second.charter, { freshDays: 1 }, keys.roots)
    const forge = await honestLog(keys, {
      ...beforeBatch("batch-4", opened(17, "given-cleo", 2)),
      charter: (batch) => (batch === "batch-5" ? strict.note : undefined),
    })
    forge.stored.charters.push(strict.note)
    expect(await found(forge)).toEqual([])
  })

  test("may be a consent that was promised and became a leaf in time", async () => {
    const log = await honestLog(
      keys,
      beforeBatch("batch-5", async (forge) => {
        const { leaf } = await forge.consent("again", keys.people[0], {
          action: "amended",
          day: "2026-11-25",
        })
        const relied = { action: "used", consent: leaf, log: 33 } as const
        await forge.custody("soon", keys.people[0], keys.consoles[2], relied, {
          ...OPENED,
          day: "2026-11-25",
        })
      }),
    )
    expect(await found(log)).toEqual([])
  })

  test("on the day before a leaf that it says it saw it cannot have known", async () => {
    expect(await found(await honestLog(keys, saying({ day: "2026-11-23" })))).toEqual(["use-before"])
  })
})

test("one thing more than the one that she approved is found", async () => {
  const more = { ...DISCLOSED.objects?.[0], sha256: "cd".repeat(32) } as NonNullable<
    typeof DISCLOSED.objects
  >[number]
  const edits = {
    ...sharing({ approvedContentSha256: "ab".repeat(32) }),
    ...saying({ objects: [...(DISCLOSED.objects ?? []), more] }),
  }
  expect(await found(await honestLog(keys, edits))).toEqual(["use-beyond-scope"])
})

test.each(["opened", "given-ada"])(
  "a server that stops at the record of %s is what is found",
  async (step) => {
    const forge = await honestLog(keys)
    const record = async (sha256: string) => {
      if (sha256 === forge.records.get(step)) throw new SourceError("network", "gone")
      return forge.stored.records.get(sha256)
    }
    const source = sourceOf(forge, await forge.files(), { record })
    const sampling = { containers: 0, records: 0, draw: () => 0 }
    expect(codesOf(await auditing(keys, source, { sampling }))).toEqual(["source-failed"])
  },
)

describe("in a bundle", () => {
  const bundle = { kind: "bundle", holdings: async () => undefined } as const

  test("a record that is another is a fault, one that is not there is none", async () => {
    const forge = await honestLog(keys)
    const [last] = [...forge.stored.records.keys()].slice(-1)
    const except = (instead: Uint8Array | undefined) => ({
      ...bundle,
      record: async (sha256: string) => (sha256 === last ? instead : forge.stored.records.get(sha256)),
    })
    const [spoiled, lost] = [except(new Uint8Array(9)), except(undefined)]
    expect(await found(forge, spoiled)).toEqual(["record-unreadable"])
    expect(await found(forge, lost)).toEqual([])
  })

  test("a consent record that is not there leaves its use unjudged", async () => {
    const forge = await honestLog(keys)
    const given = forge.records.get("amended")
    const record = async (sha256: string) => (sha256 === given ? undefined : forge.stored.records.get(sha256))
    const sampling = { containers: 0, records: 0, draw: () => 0 }
    const source = sourceOf(forge, await forge.files(), { ...bundle, record })
    const { report } = await auditing(keys, source, { sampling })
    expect(report).toMatchObject({ findings: [], verdict: "incomplete", checked: { custodyRecords: 4 } })
    expect(report.unchecked).toContain("custody-records")
  })
})

describe("what an earlier run found of a use is not found again by the next", () => {
  const sampling = { containers: 0, records: 0, draw: () => 0 }

  async function twice(edits: Edits, isLost: (forge: Forge, sha256: string) => boolean) {
    const forge = await honestLog(keys, edits)
    const record = async (sha256: string) =>
      isLost(forge, sha256) ? undefined : forge.stored.records.get(sha256)
    const over = { holdings: async () => undefined, record }
    const tree = await logFiles(forge.leaves.slice(0, 25), keys.log)
    const first = await auditing(keys, sourceOf(forge, tree, over), { sampling })
    expect(first.report.findings).toHaveLength(1)
    const again = sourceOf(forge, await forge.files(), over)
    const { report } = await auditing(keys, again, { sampling, kept: first.kept })
    expect(report.findings).toEqual(first.report.findings)
    expect(report.checked.custodyRecords).toBe(3) // those that came since
  }

  test("that it was not covered", () => twice(saying({ decisionId: null }, "opened"), () => false))
  test("that its record is not there", () =>
    twice({}, (forge, sha256) => sha256 === forge.records.get("opened")))
})

test("a use that relies on nothing of hers, as only a changed state could say, is not covered", async () => {
  const forge = await honestLog(keys)
  const { kept } = await auditing(keys, sourceOf(forge, await forge.files()))
  const book = kept?.book()
  if (book === undefined || kept === undefined) throw new TypeError("nothing was kept")
  const line = kept.people.get(keys.people[0].keys.subject)
  if (line === undefined) throw new TypeError("she was not kept")
  const person = JSON.parse(Buffer.from(await kept.read(line.place)).toString())
  const codes: string[] = []
  await judgeUses(
    {
      ground: book,
      records: sourceOf(forge, new Map()),
      opening: { unwrap: keys.unwrap, aead: nodeAead },
      from: 25,
      find: (code) => void codes.push(code),
    },
    { ...person, said: person.said.slice(0, 1) }, // what the later two rely on was the second
  )
  expect(codes).toEqual(["use-without-consent", "use-without-consent"])
})
