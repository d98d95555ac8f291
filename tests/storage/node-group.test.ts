// Group commit: batches that come together share one commit, each stands or falls alone, and nobody is answered before.
import { describe, expect, test } from "vitest"
import { openDatabase } from "../../src/storage/node/database.ts"
import { told } from "../../src/storage/node/errors.ts"
import { grouped } from "../../src/storage/node/group.ts"
import { rowsOf } from "../../src/storage/rows.ts"
import { uploads } from "../../src/storage/schema.ts"
import { newFolder } from "./places.ts"

const today = () => "2026-11-21"

function counted() {
  const { raw, close } = openDatabase(newFolder(), today)
  const seen = { commits: 0, answered: 0, answeredAtCommit: [] as number[] }
  const rows = rowsOf(
    grouped(raw, () => {
      expect(raw.inTransaction).toBe(false)
      seen.commits += 1
      seen.answeredAtCommit.push(seen.answered)
    }),
  )
  const insert = (id: string) =>
    rows.batch([rows.insert(uploads).values({ id, day: "2026-11-21" })]).finally(() => {
      seen.answered += 1
    })
  const ids = () => (raw.prepare("SELECT id FROM uploads").pluck().all() as string[]).join("")
  return { raw, rows, seen, insert, ids, close }
}

describe("batches that come together", () => {
  test("share one commit, and are answered after it", async () => {
    const { seen, insert, ids, close } = counted()
    await Promise.all([..."abcdefghij"].map(insert))
    expect(seen).toEqual({ commits: 1, answered: 10, answeredAtCommit: [0] })
    expect(ids()).toBe("abcdefghij")
    await insert("k")
    expect(seen.commits).toBe(2)
    close()
  })

  test("one that fails is undone alone, whole", async () => {
    const { rows, seen, insert, ids, close } = counted()
    await insert("d")
    const failing = rows.batch([
      rows.insert(uploads).values({ id: "x", day: "2026-11-21" }),
      rows.insert(uploads).values({ id: "d", day: "2026-11-21" }),
    ])
    const ended = await Promise.allSettled([insert("a"), failing, insert("b"), insert("d")])
    expect(ended.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected"])
    expect(ids()).toBe("abd")
    expect(seen.commits).toBe(2)
    close()
  })

  test("if the commit fails, all have failed, and the next ones do not", async () => {
    const { raw, insert, ids, close } = counted()
    raw.pragma(`max_page_count = ${raw.pragma("page_count", { simple: true })}`)
    const large = (id: string) => insert(id.repeat(20_000))
    const ended = await Promise.allSettled([insert("a"), large("b"), insert("c")])
    const said = ended.map((one) => (one.status === "rejected" ? told(one.reason) : one.value))
    expect(said).toMatchObject(Array(3).fill({ name: "StoreError", code: "storage-full" }))
    expect(ids()).toBe("")
    await insert("e")
    expect(ids()).toBe("e")
    close()
  })

  test("a fault after the commit is nobody's failure", async () => {
    const { raw, close } = openDatabase(newFolder(), today)
    const rows = rowsOf(
      grouped(raw, () => {
        throw new Error("the day could not be set")
      }),
    )
    await rows.batch([rows.insert(uploads).values({ id: "a", day: "2026-11-21" })])
    expect(raw.prepare("SELECT count(*) FROM uploads").pluck().get()).toBe(1)
    close()
  })

  test("a single write goes the same way, and reads see only what is committed", async () => {
    const { rows, seen, close } = counted()
    const writing = Promise.all([
      rows.insert(uploads).values({ id: "a", day: "2026-11-21" }),
      rows.insert(uploads).values({ id: "b", day: "2026-11-21" }),
    ])
    expect(await rows.select().from(uploads)).toEqual([])
    await writing
    expect((await rows.select().from(uploads)).length).toBe(2)
    expect(seen.commits).toBe(1)
    close()
  })
})

test("the database is as durable and as forgetful as it must be", () => {
  const { raw, close } = openDatabase(newFolder(), today)
  const is = (name: string) => raw.pragma(name, { simple: true })
  expect([is("journal_mode"), is("synchronous"), is("secure_delete"), is("foreign_keys")]).toEqual([
    "wal",
    2,
    1,
    1,
  ])
  expect(is("busy_timeout")).toBe(5000)
  close()
})
