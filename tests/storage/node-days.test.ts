// Nothing in a data folder is finer than a day: no name, no content of a row, no order of rows, no time of a file or folder
// (issue 2, "Must hold"). What the file system itself keeps beside that is named in SECURITY.md.
import { execFileSync } from "node:child_process"
import { statSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { describe, expect, test } from "vitest"
import { sha256Of } from "../../src/storage/hashing.ts"
import { writeFile } from "../../src/storage/node/files.ts"
import { openNodeStore } from "../../src/storage/node/store.ts"
import { DAY, makeChange, makeSubmission, random } from "./made.ts"
import { everything, newFolder } from "./places.ts"

const DAY_MS = 86_400_000
const ID = "00112233445566778899aabbccddeeff"
const DAYS = ["day", "logged"]
const today = () => "2026-11-23"

// Hashes, ids, months, and the words of the protocol.
const WORDS = /^([0-9a-f]{64}|[0-9a-f]{32}|\d{4}-\d\d|given|amended|held|consent|charter|tick|rollback|)$/

function finer(folder: string): string[] {
  return [...everything(folder)].filter(([, stat]) => stat.mtimeMs % DAY_MS !== 0).map(([name]) => name)
}

/** A store in which everything was done once. */
async function busy(folder: string) {
  const store = await openNodeStore(folder, { today })
  const all = await Promise.all(Array.from({ length: 12 }, () => makeSubmission()))
  for (const made of all) await store.putSubmission(made)
  const part = async (n: number) => {
    const bytes = random(100)
    await store.putPart(ID, { n, size: 100, sha256: await sha256Of(bytes) }, bytes, DAY)
  }
  await part(1)
  await part(0)
  const bytes = random(10)
  await store.putPart("drop", { n: 0, size: 10, sha256: await sha256Of(bytes) }, bytes, DAY)
  await store.dropUpload("drop")
  await store.putSubmission(await makeSubmission({ subject: all[0]?.statement.body.subject ?? "" }))
  await store.putCharter(1, random(900))
  await store.putPolicy("90".repeat(32), random(90))
  await store.putLogFile("checkpoint", random(90))
  await store.putLogFile("tile/0/x001/067.p/8", random(90))
  const subject = all[1]?.statement.body.subject ?? ""
  const change = await makeChange(subject, await store.standing(subject), "amended")
  await store.putConsent(change.statement, change.record)
  await store.putDraft(subject, 1, random(90), DAY)
  await store.putDraft(subject, 2, random(90), DAY)
  await store.putReply(subject, 1, random(90), DAY)
  await store.startLog({ leaf: "0c".repeat(32), note: random(90) }, DAY, random(90))
  const tick = { leaf: "71".repeat(32), note: random(90), position: 1 }
  await store.placeBatch({ from: 1, day: DAY, places: [], made: [tick] })
  await store.setStopped({ reason: "rollback", checkpoint: random(90) })
  await store.holdings("", 5)
  return { store, all }
}

describe("times of files and folders", () => {
  test("are 00:00 UTC of a day, while the store is open, after it closed, and after it opened again", async () => {
    const folder = newFolder("real")
    const { store, all } = await busy(folder)
    expect(finer(folder)).toEqual([])
    const root = all[0]?.container.root ?? ""
    const stored = statSync(join(folder, "containers", root.slice(0, 2), root))
    expect(stored.mtime.toISOString()).toBe(`${DAY}T00:00:00.000Z`)
    expect(statSync(join(folder, "cairn.db")).mtime.toISOString()).toBe(`${today()}T00:00:00.000Z`)
    await store.close()
    expect(finer(folder)).toEqual([])
    const again = await openNodeStore(folder, { today })
    await again.promiseFor(root)
    expect(finer(folder)).toEqual([])
    await again.close()
  })

  test("a body that throws leaves none behind either", async () => {
    const folder = newFolder()
    const store = await openNodeStore(folder, { today })
    const made = await makeSubmission()
    const body = (async function* () {
      yield random(10)
      throw new Error("cut off")
    })()
    await expect(store.putSubmission({ ...made, container: { ...made.container, body } })).rejects.toThrow(
      "cut",
    )
    expect(finer(folder)).toEqual([])
    await store.close()
  })

  test("one file alone that cannot be written leaves no hour in its folder", async () => {
    const folder = newFolder()
    const store = await openNodeStore(folder, { today })
    const body = (async function* () {
      yield random(10)
      throw new Error("cut off")
    })()
    await expect(writeFile(folder, body, DAY)).rejects.toThrow("cut off")
    expect(finer(folder)).toEqual([])
    await store.close()
  })

  test("reading gives SQLite's shared memory no time of its own", async () => {
    const folder = newFolder("real")
    const { store } = await busy(folder)
    await store.putSubmission(await makeSubmission()) // a commit, and nothing read after it
    // As the system does by itself within half a minute: once a page is on disk, the next one to write into it dates the file.
    const shared = join(folder, "cairn.db-shm")
    const writeBack = `const fs = require("fs"); fs.fsyncSync(fs.openSync(${JSON.stringify(shared)}, "r+"))`
    execFileSync(process.execPath, ["-e", writeBack])
    expect(finer(folder)).toEqual([])
    await store.promiseFor("0".repeat(64))
    expect(finer(folder)).toEqual([])
    await store.close()
  })

  test("the journal, which has the order of writing, is emptied when all is quiet", async () => {
    const folder = newFolder()
    const { store } = await busy(folder)
    const journal = join(folder, "cairn.db-wal")
    expect(statSync(journal).size).toBeGreaterThan(0)
    await expect.poll(() => statSync(journal).size, { timeout: 30_000 }).toBe(0)
    expect(finer(folder)).toEqual([])
    await store.close()
  })
})

describe("rows", () => {
  test("stand in the order of their keys, in tables without row numbers, and hold no time", async () => {
    const folder = newFolder()
    const { store } = await busy(folder)
    await store.close()
    const database = new BetterSqlite3(join(folder, "cairn.db"), { readonly: true })
    const tables = database
      .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
      .all()
    // The migrator's own table says which migrations there are and when they were written, not when they were applied.
    const ours = tables.filter(
      (table) => !table.name.startsWith("__drizzle") && table.name !== "sqlite_sequence",
    )
    expect(ours.map((table) => table.name).sort()).toEqual(
      ["charters", "contents", "records", "statements", "upload_parts", "uploads"]
        .concat(["policies", "subjects", "log", "stopped", "drafts", "replies", "erasing"])
        .sort(),
    )
    let rows = 0
    for (const { name, sql } of ours) {
      expect(sql, name).toMatch(/WITHOUT ROWID$/)
      const all = database.prepare<[], Record<string, unknown>>(`SELECT * FROM ${name}`).all()
      rows += all.length
      for (const row of all)
        for (const [column, value] of Object.entries(row)) {
          if (DAYS.includes(column) && value !== null) expect(value).toMatch(/^\d{4}-\d\d-\d\d$/)
          // A time is a number of seconds or more since 1970, or a text with a colon in it.
          if (typeof value === "number") expect(value, `${name}.${column}`).toBeLessThan(100_000_000)
          if (typeof value === "string" && !DAYS.includes(column))
            expect(value, `${name}.${column}`).toMatch(WORDS)
        }
      const key = Object.keys(all[0] ?? {})[0] ?? ""
      const order = all.map((row) => `${row[key]}`)
      expect(order, name).toEqual(order.toSorted())
    }
    expect(rows).toBe(12 * 4 + 2 + 1 + 1 + 1 + (2 + 4 + 1 + 1))
    database.close()
  })
})

test("files are for their owner alone, and so are folders", async () => {
  const folder = newFolder()
  const { store } = await busy(folder)
  for (const [name, stat] of everything(folder))
    if (name !== "") expect((stat.mode & 0o777).toString(8), name).toBe(stat.isDirectory() ? "700" : "600")
  await store.close()
})
