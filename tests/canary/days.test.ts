// Nothing in a data folder is finer than a day: names, contents, rows, row order and times of files, after submissions at many
// hours of two days. What the file system itself keeps (birth and change times, inode numbers) is not a file's content: not here.
import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import Database from "better-sqlite3"
import { expect, onTestFinished, test, vi } from "vitest"
import { toBase64 } from "../../src/core/base64.ts"
import { parseCharter } from "../../src/core/charter/charter.ts"
import { addDays } from "../../src/core/day.ts"
import { sha256Platform } from "../../src/core/webcrypto.ts"
import { account, ORIGIN } from "../fixtures/account.ts"
import { startWorld, type World } from "./world.ts"

const DAY_SECONDS = 86_400
const TODAY = new Date().toISOString().slice(0, 10)
const TIMES = [`${TODAY}T03:14:15Z`, `${addDays(TODAY, 1)}T22:47:03Z`] as const

/** Submits `count` accounts with pauses between. @returns the subjects in the order they were accepted */
async function submitMany(
  world: World,
  count: number,
  before: () => Promise<void> = async () => {},
): Promise<string[]> {
  const charter = parseCharter(readFileSync(join(world.root, "data/charter/1.note")), ORIGIN)
  const subjects: string[] = []
  for (let n = 0; n < count; n++) {
    const made = await account(charter, { today: TODAY })
    await pause(Math.random() * 700)
    const body = Uint8Array.from(made.package)
    const headers = { "content-type": "application/x-tar" }
    const answer = await fetch(`${world.url}/submissions`, { method: "POST", body, headers })
    if (!answer.ok) throw new Error(await answer.text())
    expect(answer.status).toBe(201)
    subjects.push(made.keys.subject)
    await before()
  }
  const part = new Uint8Array(1 << 20)
  const digest = `sha-256=:${toBase64(await sha256Platform(part))}:`
  const upload = `${world.url}/uploads/00112233445566778899aabbccddeeff/${subjects.length}`
  const kept = await fetch(upload, { method: "PUT", body: part, headers: { "content-digest": digest } })
  expect(kept.status).toBe(204)
  return subjects
}

/** What below `data/` has a time that is no day's beginning. */
function timedIn(data: string): string[] {
  const names = ["", ...readdirSync(data, { recursive: true })] as string[]
  const timed = names.filter((name) => lstatSync(join(data, name)).mtimeMs % (1000 * DAY_SECONDS) !== 0)
  if (names.length < 20) throw new Error("hardly anything was looked at")
  return timed
}

/** What in a text is a time of day, or a count of seconds, milliseconds or more since 1970 of about now. */
function timesIn(text: string): string[] {
  const clocks = text.match(/\d\d:\d\d|\d{8}T\d{6}/g) ?? []
  const counts = text.match(/(?<![0-9a-f])\d{10,19}(?![0-9a-f])/g) ?? []
  return [...clocks, ...counts.filter((count) => isNow(Number(count)))]
}

function isNow(value: number): boolean {
  const now = Date.now() / 1000
  return [1, 1e3, 1e6, 1e9].some(
    (unit) => Math.abs(value / unit - now) < 30 * DAY_SECONDS && (value / unit) % DAY_SECONDS !== 0,
  )
}

test("times are found where there are some", () => {
  const now = Date.now()
  for (const text of [
    "at 12:34",
    `"t":${now}`,
    `${Math.floor(now / 1000)}`,
    `${now}000`,
    new Date(now).toISOString(),
    new Date(now).toISOString().replaceAll(/[-:]/g, ""),
  ])
    expect(timesIn(text)).not.toEqual([])
  for (const text of [TODAY, `a${now}b`, "2 1234567890", `${Date.parse(TODAY)}`])
    expect(timesIn(text)).toEqual([])
})

test("nothing in data is finer than a day", async () => {
  const world = await startWorld({ name: "days", clock: TIMES[0] })
  onTestFinished(() => world.remove())
  const data = join(world.root, "data")
  const hasty: string[] = []
  // The journal of an earlier answer may be being emptied just now, and has its day again a moment later: well before the second of
  // quiet in which this answer's own would be emptied, and dated even if the answer had not waited for that.
  const look = async (): Promise<void> => {
    await vi.waitUntil(() => timedIn(data).length === 0, { timeout: 600, interval: 20 }).catch(() => {})
    hasty.push(...timedIn(data))
  }
  const accepted = await submitMany(world, 6, look)
  await vi.waitUntil(() => timedIn(data).length === 0, { timeout: 20_000 }).catch(() => {})
  expect({ quiet: timedIn(data) }).toEqual({ quiet: [] })
  await world.restart({ clock: TIMES[1] })
  accepted.push(...(await submitMany(world, 6, look)))
  await vi.waitUntil(() => timedIn(data).length === 0, { timeout: 20_000 }).catch(() => {})
  expect({ quiet: timedIn(data) }).toEqual({ quiet: [] })
  await world.stop()
  expect({ stopped: timedIn(data) }).toEqual({ stopped: [] })
  expect({ rightAfterAnswers: [...new Set(hasty)] }).toEqual({ rightAfterAnswers: [] })

  const names = readdirSync(data, { recursive: true, withFileTypes: true })
  expect(names.flatMap(({ name }) => timesIn(name))).toEqual([])
  const texts = names.filter(
    (entry) =>
      entry.isFile() &&
      !["containers", "headers", "records", "uploads"].some((kind) =>
        entry.parentPath.startsWith(join(data, kind)),
      ),
  )
  expect(texts.length).toBeGreaterThan(5)
  for (const entry of texts) {
    const path = join(entry.parentPath, entry.name)
    expect({ path, times: timesIn(readFileSync(path, "latin1")) }).toEqual({ path, times: [] })
  }

  const database = new Database(join(data, "cairn.db"))
  onTestFinished(() => void database.close())
  const tables = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all() as {
    name: string
    sql: string
  }[]
  let values = 0
  for (const { name, sql } of tables) {
    if (name === "__drizzle_migrations") continue // when the tables were designed, the same everywhere
    expect({ name, ordered: /WITHOUT ROWID/.test(sql) || keyIsNumber(sql) }).toEqual({ name, ordered: true })
    const rows = database.prepare(`SELECT * FROM ${name}`).raw().all() as unknown[][]
    const keys = rows.map(([key]) => key)
    expect(keys).toEqual(keys.toSorted()) // as they stand, by key
    for (const value of rows.flat()) {
      values++
      const text = Buffer.isBuffer(value) ? value.toString("latin1") : `${value}`
      expect({ name, times: timesIn(text) }).toEqual({ name, times: [] })
    }
  }
  const stands = database
    .prepare("SELECT leaf, subject FROM statements WHERE kind = 'consent'") // ticks are beside them by now
    .raw()
    .all() as [string, string][]
  expect(stands.map(([, subject]) => subject).sort()).toEqual([...accepted].sort())
  expect(values).toBeGreaterThan(100)
  // The server put the rows in order when it stopped: written anew by key once more, the file stays what it is. (That two orders of
  // arrival end as the same file is node-order.test.ts.)
  const file = readFileSync(join(data, "cairn.db"))
  expect(writtenAnew(file, join(world.root, "anew.db")).equals(withoutCounters(file))).toBe(true)
  console.log(`days: ${values} values in ${tables.length} tables`)
})

/** A database's bytes after all its pages were written anew, in the order of keys. */
function writtenAnew(file: Buffer, path: string): Buffer {
  writeFileSync(path, file)
  const database = new Database(path)
  database.pragma("secure_delete = ON")
  database.pragma("temp_store = MEMORY")
  database.exec("VACUUM")
  database.close()
  return withoutCounters(readFileSync(path))
}

// What counts commits, not rows (SQLite's file format, 1.3): the change counter, the schema cookie, version-valid-for.
function withoutCounters(file: Buffer): Buffer {
  const bytes = Buffer.from(file)
  for (const at of [24, 40, 92]) bytes.fill(0, at, at + 4)
  return bytes
}

function keyIsNumber(sql: string): boolean {
  return /integer primary key/i.test(sql)
}
