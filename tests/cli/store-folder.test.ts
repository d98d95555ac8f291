// The store as a folder: one process at a time, stopped at any step, the old head wiped, and nothing touched that is not its own.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { storeFolder } from "../../src/cli/store-folder.ts"
import { collect } from "../../src/core/chunks.ts"
import { refusalOf } from "../core/refusal.ts"
import { scratch } from "./run.ts"

const [A, B, C] = ["a".repeat(32), "b".repeat(32), "c".repeat(32)]
const bytes = (text: string) => [Buffer.from(text)]

test("a second one is told that it is busy, and may have it afterwards", async () => {
  const folder = join(scratch(), "store")
  const one = await storeFolder(folder)
  expect(await refusalOf(() => storeFolder(folder))).toBe("store-busy")
  await one.close()
  await (await storeFolder(folder)).close()
  expect((statSync(folder).mode & 0o777).toString(8)).toBe("700")
  expect((statSync(join(folder, "lock.db")).mode & 0o777).toString(8)).toBe("600")
})

test("stopped at any step: the one state or the other, and the next opening takes away what nothing names", async () => {
  const steps: string[] = []
  const run = async (folder: string, stopAt: number) => {
    let at = 0
    const store = await storeFolder(folder, (step) => {
      steps.push(step)
      if (++at === stopAt) throw new Error("stopped")
    })
    try {
      await store.write(B, bytes("second"))
      await store.write(C, bytes("third"))
      await store.commit(Buffer.from("two"), [A])
      return true
    } catch (error) {
      expect((error as Error).message).toBe("stopped")
      return false
    } finally {
      await store.close()
    }
  }
  for (let stopAt = 1; ; stopAt++) {
    const folder = join(scratch(), "store")
    const first = await storeFolder(folder)
    await first.write(A, bytes("first"))
    await first.commit(Buffer.from("one"), [])
    await first.close()
    writeFileSync(join(folder, "mine.txt"), "not the store's")
    const ended = await run(folder, stopAt)
    const again = await storeFolder(folder)
    const head = Buffer.from((await again.head()) ?? []).toString()
    const kept = head === "one" ? [A] : [B, C]
    for (const name of kept) expect((await collect(again.read(name), 100)).length).toBeGreaterThan(0)
    await again.sweep(new Set(kept))
    await again.close()
    expect(readdirSync(folder).sort()).toEqual([...kept, "head", "lock.db", "mine.txt"].sort())
    if (ended) break
  }
  expect(new Set(steps)).toEqual(new Set(["write", "written", "sync", "head", "linked", "renamed", "gone"]))
})

test("the head that was before is zeros where it lay", async () => {
  const folder = join(scratch(), "store")
  const store = await storeFolder(folder)
  await store.commit(Buffer.from("the keys to everything"), [])
  const { linkSync } = await import("node:fs")
  linkSync(join(folder, "head"), join(folder, "as-a-disk-would-show-it"))
  await store.commit(Buffer.from("fewer keys"), [])
  await store.close()
  expect(readFileSync(join(folder, "as-a-disk-would-show-it")).every((byte) => byte === 0)).toBe(true)
  expect(readFileSync(join(folder, "head")).toString()).toBe("fewer keys")
})

test.each(["linked", "renamed"])(
  "the same, where it stopped at %s: the next opening does it, and to no other",
  async (where) => {
    const folder = join(scratch(), "store")
    const first = await storeFolder(folder)
    await first.commit(Buffer.from("the keys to everything"), [])
    await first.close()
    const { linkSync } = await import("node:fs")
    linkSync(join(folder, "head"), join(folder, "as-a-disk-would-show-it"))
    const store = await storeFolder(folder, (step) => {
      if (step === where) throw new Error("stopped")
    })
    await expect(store.commit(Buffer.from("fewer keys"), [])).rejects.toThrow("stopped")
    await store.close()
    const again = await storeFolder(folder)
    const head = Buffer.from((await again.head()) ?? []).toString()
    await again.close()
    const before = readFileSync(join(folder, "as-a-disk-would-show-it"))
    expect(head).toBe(where === "linked" ? "the keys to everything" : "fewer keys")
    expect(before.every((byte) => byte === 0)).toBe(where === "renamed")
    expect(readdirSync(folder).sort()).toEqual(["as-a-disk-would-show-it", "head", "lock.db"])
  },
)

test("names that are not a store's are refused, and so is what is not there", async () => {
  const folder = join(scratch(), "store")
  mkdirSync(folder)
  const store = await storeFolder(folder)
  expect(await refusalOf(() => store.write("../x", bytes("x")))).toBe("store-malformed")
  expect(await refusalOf(() => collect(store.read(A), 10))).toBe("store-malformed")
  await store.close()
})
