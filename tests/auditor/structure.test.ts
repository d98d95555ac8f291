// The public part alone, as somebody without an auditor's key sees it: what it finds, and that it clears nobody.
import { beforeAll, describe, expect, test } from "vitest"
import type { Source } from "../../src/auditor/source.ts"
import { signCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { ORIGIN } from "../fixtures/account.ts"
import { logFiles, tick } from "../fixtures/log.ts"
import { demandsWitness } from "./attacks-charters.ts"
import { auditing, codesOf } from "./auditing.ts"
import type { Forge } from "./forge.ts"
import { honestLog, LAST_DAY, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

let keys: Keys
let forge: Forge
beforeAll(async () => {
  keys = await allKeys()
  forge = await honestLog(keys)
  while (forge.leaves.length < 257 + 64) forge.leaves.push(await tick(LAST_DAY, keys.log))
})

/** Entries, records, containers: a server gives none of it without a key. */
function publicly(files: ReadonlyMap<string, Uint8Array>, over: Partial<Source> = {}): Source {
  const never = async (): Promise<never> => {
    throw new TypeError("asked for what is not public")
  }
  const hidden = { pending: never, record: never, holdings: never, hashes: never, part: never }
  const source = sourceOf(forge, files)
  const tile = (path: string) => (path.includes("entries") ? never() : source.tile(path))
  return { ...source, ...hidden, tile, whole: false, ...over }
}

const upTo = (size: number) => logFiles(forge.leaves.slice(0, size), keys.log)
const kept = async () => (await auditing(keys, sourceOf(forge, await upTo(57)))).kept

test("an honest log has no fault, and is not cleared", async () => {
  for (const seen of [undefined, await kept()]) {
    const { report, kept: next } = await auditing(keys, publicly(await upTo(321)), { kept: seen })
    expect(report).toMatchObject({ verdict: "incomplete", findings: [], checked: { entries: 0 } })
    expect(report.unchecked).toEqual(expect.arrayContaining(["entries", "custody-records", "containers"]))
    expect(next).toBeUndefined()
  }
})

describe("is found without a key", () => {
  test("a log that is shorter than before", async () => {
    expect(codesOf(await auditing(keys, publicly(await upTo(41)), { kept: await kept() }))).toEqual([
      "rollback",
    ])
  })

  test("a past that was rewritten, and goes on", async () => {
    const leaves = [...forge.leaves]
    leaves[20] = await tick("2026-11-24", keys.log)
    const files = await logFiles(leaves.slice(0, 321), keys.log)
    expect(codesOf(await auditing(keys, publicly(files), { kept: await kept() }))).toEqual(["inconsistent"])
  })

  test("a size that no batches make", async () => {
    expect(codesOf(await auditing(keys, publicly(await upTo(60))))).toEqual(["batch-shape"])
  })

  test("hashes that are not those of the signed root", async () => {
    const files = await upTo(321)
    const other = { origin: ORIGIN, size: 321, root: new Uint8Array(32) }
    files.set("checkpoint", await signCheckpoint(other, keys.log))
    expect(codesOf(await auditing(keys, publicly(files)))).toEqual(["root-mismatch"])
  })

  test("a tile higher up that is another", async () => {
    const files = await upTo(321)
    files.set("tile/1/000.p/1", new Uint8Array(32))
    expect(codesOf(await auditing(keys, publicly(files)))).toEqual(["root-mismatch"])
  })

  test("a tile of another length", async () => {
    const files = await upTo(321)
    files.set("tile/0/000", new Uint8Array(31))
    expect(codesOf(await auditing(keys, publicly(files)))).toEqual(["root-mismatch"])
  })

  test("a state that too few witnesses signed", async () => {
    const { forge: demanding, files } = await demandsWitness("", [], false).shown(keys)
    const source = { ...publicly(files), charters: async () => demanding.stored.charters }
    expect(codesOf(await auditing(keys, source))).toEqual(["witnesses"])
  })

  test("two logs of one size", async () => {
    const root = new Uint8Array(32)
    const others = [await signCheckpoint({ origin: ORIGIN, size: 57, root }, keys.log)]
    expect(codesOf(await auditing(keys, publicly(await upTo(57)), { others }))).toEqual(["fork"])
  })
})
