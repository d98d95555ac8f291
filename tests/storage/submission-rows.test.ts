// What the rows decide by themselves, when nobody looked before: the insert alone refuses a statement that is late,
// and what has its place in the log is no longer pending.
import { expect, test } from "vitest"
import { insertEntry } from "../../src/storage/entry-rows.ts"
import { openDatabase } from "../../src/storage/node/database.ts"
import { pendingAfter } from "../../src/storage/rows.ts"
import { insertChange, insertSubmission } from "../../src/storage/submission-rows.ts"
import { DAY, makeChange, makeEntry, makeRecord, makeSubmission, randomHex } from "./made.ts"
import { newFolder } from "./places.ts"

test("a statement is inserted only where its subject stood, and all its rows or none", async () => {
  const { raw, rows, close } = openDatabase(newFolder(), () => DAY)
  const made = await makeSubmission()
  const { subject } = made.statement.body
  const next = await makeSubmission({ subject, seq: 1, prev: made.statement.leaf })
  const count = () =>
    ["statements", "contents", "records"].map((table) =>
      raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
    )
  expect(await insertSubmission(rows, next, 10)).toEqual({ outcome: "late" })
  expect(count()).toEqual([0, 0, 0])
  expect(await insertSubmission(rows, made, 10)).toEqual({ outcome: "stored" })
  expect(await insertSubmission(rows, next, 10)).toEqual({ outcome: "stored" })
  expect(await insertSubmission(rows, next, 10)).toMatchObject({ outcome: "repeated" })
  expect(count()).toEqual([2, 2, 1])
  close()
})

test("a statement with an index in the log is not pending, and no two have one index", async () => {
  const { raw, rows, close } = openDatabase(newFolder(), () => DAY)
  const [one, two] = [await makeSubmission(), await makeSubmission()]
  await insertSubmission(rows, one, 10)
  await insertSubmission(rows, two, 10)
  const place = raw.prepare("UPDATE statements SET position = 1 WHERE leaf = ?")
  place.run(one.statement.leaf)
  expect((await pendingAfter(rows, "", 10)).map(({ leaf }) => leaf)).toEqual([two.statement.leaf])
  expect(() => place.run(two.statement.leaf)).toThrow("UNIQUE")
  close()
})

test("a withdrawal out of sequence can stand beside the statement whose number it bears (C10)", async () => {
  const { raw, rows, close } = openDatabase(newFolder(), () => DAY)
  const made = await makeSubmission()
  await insertSubmission(rows, made, 10)
  const insert = raw.prepare(
    `INSERT INTO statements (leaf, subject, seq, head_seq, action, day, note, promise)
     VALUES (?, ?, 0, ?, 'withdrawn', ?, x'00', x'00')`,
  )
  const { subject } = made.statement.body
  insert.run("a".repeat(64), subject, null, DAY)
  insert.run("b".repeat(64), subject, null, DAY)
  expect(() => insert.run("c".repeat(64), subject, 0, DAY)).toThrow("UNIQUE")
  close()
})

test("a withdrawal that is late, or came before, changes no container", async () => {
  const { raw, rows, close } = openDatabase(newFolder(), () => DAY)
  const made = await makeSubmission()
  await insertSubmission(rows, made, 10)
  const { subject } = made.statement.body
  const before = made.statement.after
  const state = () => raw.prepare("SELECT state FROM contents").pluck().get()
  const change = await makeChange(subject, before, "amended")
  await insertChange(rows, change.statement, change.record)
  const late = await makeChange(subject, before, "withdrawn")
  expect(await insertChange(rows, late.statement, null)).toEqual({ outcome: "late" })
  expect(state()).toBe("held")
  const stop = await makeChange(subject, change.statement.after, "withdrawn")
  expect(await insertChange(rows, stop.statement, null)).toEqual({ outcome: "stored" })
  const back = await makeChange(subject, stop.statement.after, "reinstated")
  expect(await insertChange(rows, back.statement, back.record)).toEqual({ outcome: "stored" })
  expect(await insertChange(rows, stop.statement, null)).toMatchObject({ outcome: "repeated" })
  expect(state()).toBe("held")
  close()
})

test("an entry is inserted only where its console's chain stands, and a gap moves nobody", async () => {
  const { raw, rows, close } = openDatabase(newFolder(), () => DAY)
  const subject = randomHex()
  const console = { key: randomHex(), seq: 1, prev: randomHex() }
  expect(await insertEntry(rows, await makeEntry({ subject, console }), null)).toEqual({ outcome: "gap" })
  const loose = await insertEntry(rows, await makeEntry({ subject, console }), await makeRecord())
  expect(loose).toEqual({ outcome: "gap" })
  const count = (table: string) => raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  expect(["statements", "subjects", "records"].map(count)).toEqual([0, 0, 0])
  close()
})
