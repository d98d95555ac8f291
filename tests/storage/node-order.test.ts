// The raw bytes of cairn.db at rest do not tell in which order its rows came: two stores that got the same submissions in
// opposite orders hold the same file. While a day is going on they may differ, which shows that the comparison can see it.
import { execFileSync } from "node:child_process"
import { statSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { expect, test } from "vitest"
import { RowOrder } from "../../src/storage/node/row-order.ts"
import { type NodeStore, openNodeStore } from "../../src/storage/node/store.ts"
import { type Made, makeSubmission } from "./made.ts"
import { newFolder } from "./places.ts"

// What counts commits, not rows (SQLite's file format, 1.3): the change counter, the schema cookie, version-valid-for.
const COUNTERS = [24, 40, 92]

/** The database's bytes, read by another process: opening the file in this one would let the store's locks go. */
function fileOf(folder: string): Buffer {
  const bytes = execFileSync("cat", [join(folder, "cairn.db")], { maxBuffer: 1 << 28 })
  for (const at of COUNTERS) bytes.fill(0, at, at + 4)
  return bytes
}

async function quiet(folder: string): Promise<void> {
  await expect.poll(() => statSync(join(folder, "cairn.db-wal")).size, { timeout: 30_000 }).toBe(0)
}

interface Day {
  at: string
}

/** Two stores that get the same, one after another, in opposite orders. */
async function two(day: Day): Promise<readonly { readonly folder: string; readonly store: NodeStore }[]> {
  const all: Made[] = []
  for (let n = 0; n < 24; n++) all.push(await makeSubmission())
  const stores = []
  for (const order of [all, all.toReversed()]) {
    const folder = newFolder()
    const store = await openNodeStore(folder, { today: () => day.at })
    for (const made of order) await store.putSubmission(made)
    await quiet(folder)
    stores.push({ folder, store })
  }
  return stores
}

const same = (stores: readonly { readonly folder: string }[]): boolean => {
  const [one, other] = stores.map(({ folder }) => fileOf(folder))
  return (one as Buffer).equals(other as Buffer)
}

test("the order of arrival is gone at the turn of the day, and once the store is closed", async () => {
  const day = { at: "2026-11-23" }
  const stores = await two(day)
  expect(same(stores)).toBe(false)
  for (const { store } of stores) await store.dropUploadsBefore("2026-11-21")
  expect(same(stores)).toBe(false) // the day is not over: not every hour is worth writing all anew
  day.at = "2026-11-24"
  for (const { store, folder } of stores) {
    await store.dropUploadsBefore("2026-11-22")
    await quiet(folder)
  }
  expect(same(stores)).toBe(true)
  const late = [await makeSubmission(), await makeSubmission()]
  for (const [i, { store }] of stores.entries())
    for (const made of i === 0 ? late : late.toReversed()) await store.putSubmission(made)
  for (const { store } of stores) await store.close()
  expect(same(stores)).toBe(true)
})

test("a process that is killed leaves it to the next start", async () => {
  const day = { at: "2026-11-23" }
  const stores = await two(day)
  const copies = stores.map(({ folder }) => {
    const copy = newFolder()
    execFileSync("cp", ["-a", `${folder}/.`, copy])
    return { folder: copy }
  })
  for (const { store } of stores) await store.close()
  expect(same(copies)).toBe(false)
  for (const { folder } of copies) await (await openNodeStore(folder, { today: () => day.at })).close()
  expect(same(copies)).toBe(true)
})

test("nothing is written anew where nothing was written, inside a transaction, or past the bound", () => {
  const raw = new BetterSqlite3(join(newFolder(), "x.db"))
  raw.exec("CREATE TABLE t (k TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('b'), ('a')")
  const changes = () => raw.pragma("schema_version", { simple: true }) // VACUUM counts it up
  expect(new RowOrder(raw, 4096).put()).toBe(false)
  const order = new RowOrder(raw)
  raw.exec("BEGIN")
  expect(order.put()).toBe(false)
  raw.exec("COMMIT")
  const before = changes()
  expect(order.put()).toBe(true)
  const after = changes()
  expect(after).not.toBe(before)
  expect(order.put()).toBe(true)
  expect(new RowOrder(raw).put()).toBe(true)
  expect(changes()).toBe(after)
  order.lost()
  expect(order.put()).toBe(true)
  expect(changes()).not.toBe(after)
  raw.close()
})
