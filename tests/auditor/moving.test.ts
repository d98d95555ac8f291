// Time and growth: days that are yet to come, and a log that grows while somebody looks at it.
import { beforeAll, describe, expect, test } from "vitest"
import { SourceError } from "../../src/auditor/ask.ts"
import { logFiles, tick } from "../fixtures/log.ts"
import { auditing, codesOf } from "./auditing.ts"
import { honestLog, LAST_DAY, sourceOf } from "./honest.ts"
import { allKeys, type Keys } from "./keys.ts"

let keys: Keys
beforeAll(async () => {
  keys = await allKeys()
})

describe("a day that is yet to come", () => {
  test("is found in a production log, and not a day sooner", async () => {
    const real = await allKeys({ kind: "production" })
    const forge = await honestLog(real)
    const source = sourceOf(forge, await forge.files())
    expect(codesOf(await auditing(real, source, { today: LAST_DAY }))).toEqual([])
    expect(codesOf(await auditing(real, source, { today: "2026-11-28" }))).toEqual([])
    const early = await auditing(real, source, { today: "2026-11-27" })
    expect(codesOf(early)).toEqual(["day-order"])
    expect(early.report.findings[0]?.message).toContain("yet to come")
  })

  test("is a demonstration's own affair", async () => {
    const forge = await honestLog(keys)
    const source = sourceOf(forge, await forge.files())
    expect(codesOf(await auditing(keys, source, { today: "2026-11-22" }))).toEqual([])
  })
})

describe("a log that grows during an audit", () => {
  /** Holds what the whole log left; its state is the nth of `sizes`, then the last for ever. */
  async function growing(sizes: readonly number[]) {
    const forge = await honestLog(keys)
    while (forge.leaves.length < 200) forge.leaves.push(await tick(LAST_DAY, keys.log))
    const trees = await Promise.all(sizes.map((size) => logFiles(forge.leaves.slice(0, size), keys.log)))
    const all = new Map(trees.flatMap((tree) => [...tree]))
    let asked = 0
    const checkpoint = async (): Promise<Uint8Array> =>
      trees[Math.min(asked++, trees.length - 1)]?.get("checkpoint") as Uint8Array
    return { source: sourceOf(forge, all, { checkpoint }), asked: () => asked }
  }

  test("is looked at anew, because what was found may only be that", async () => {
    const { source, asked } = await growing([41, 57])
    const { report } = await auditing(keys, source)
    expect(report).toMatchObject({ verdict: "ok", size: 57 })
    expect(asked()).toBe(2 + 1) // before, to see whether it moved, and as the second begins
  })

  test("is a fault where it is still there in a log that stands still", async () => {
    const { source } = await growing([41])
    expect(codesOf(await auditing(keys, source))).toEqual(["erasure-unlogged"])
  })

  test("is not looked at for ever", async () => {
    const { source, asked } = await growing([33, 41, 33, 41, 33, 41, 33, 41])
    expect((await auditing(keys, source)).report.verdict).toBe("findings")
    expect(asked()).toBeLessThan(8)
  })

  test("and then does not answer any more is judged by what it said", async () => {
    const { source } = await growing([41])
    let asked = 0
    const checkpoint = async (): Promise<Uint8Array> => {
      if (asked++ > 0) throw new SourceError("network", "gone")
      return source.checkpoint()
    }
    expect(codesOf(await auditing(keys, { ...source, checkpoint }))).toContain("erasure-unlogged")
  })

  test("in a bundle cannot be: it is asked once", async () => {
    const { source, asked } = await growing([41, 57])
    const { report } = await auditing(keys, {
      ...source,
      kind: "bundle",
      policy: async () => new Uint8Array(0),
    })
    expect(report.verdict).toBe("findings")
    expect(asked()).toBe(1)
  })
})
