// The generated migrations: they are what the schema says, no table has row numbers, none is dropped, and applying one never
// takes rows with it.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { openDatabase } from "../../src/storage/node/database.ts"
import { generate, MIGRATIONS, tablesMade, withoutRowid } from "./generate.ts"
import { filesIn, newFolder } from "./places.ts"

const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"))
const contents = (folder: string) =>
  filesIn(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")])

describe("what is in drizzle/", () => {
  test("generating again writes nothing new", () => {
    const copy = newFolder()
    cpSync(MIGRATIONS, copy, { recursive: true })
    generate("again", copy)
    expect(contents(copy)).toEqual(contents(MIGRATIONS))
  })

  test("generating from nothing makes the same tables", () => {
    const fresh = newFolder()
    generate("init", fresh)
    const [name = ""] = readdirSync(fresh).filter((one) => one.endsWith(".sql"))
    expect(tablesMade(readFileSync(join(fresh, name), "utf8")).length).toBe(13)
    if (files.length === 1)
      expect(readFileSync(join(fresh, name), "utf8")).toBe(
        readFileSync(join(MIGRATIONS, files[0] ?? ""), "utf8"),
      )
  })

  test.each(files)("%s makes only tables without row numbers, and drops none", (file) => {
    const sql = readFileSync(join(MIGRATIONS, file), "utf8")
    for (const table of tablesMade(sql)) expect(table).toMatch(/\n\) WITHOUT ROWID;$/)
    expect(sql).not.toMatch(/DROP\s+TABLE/i)
    expect(sql).not.toMatch(/ON DELETE cascade/i)
  })

  test("the step that adds it does so once, and to every table", () => {
    const sql =
      "CREATE TABLE `a` (\n\t`b` text\n);\n--> statement-breakpoint\nCREATE TABLE `c` (\n\t`d` text\n);\n"
    const once = withoutRowid(sql)
    expect(tablesMade(once).length).toBe(2)
    for (const table of tablesMade(once)) expect(table).toMatch(/\n\) WITHOUT ROWID;$/)
    expect(withoutRowid(once)).toBe(once)
  })
})

/** A folder of migrations as drizzle-kit lays it out. */
function migrations(...steps: string[]): string {
  const folder = newFolder()
  mkdirSync(join(folder, "meta"))
  const entries = steps.map((sql, idx) => {
    writeFileSync(join(folder, `000${idx}_step.sql`), sql)
    return { idx, version: "6", when: idx + 1, tag: `000${idx}_step`, breakpoints: true }
  })
  const journal = { version: "7", dialect: "sqlite", entries }
  writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify(journal))
  return folder
}

const FAMILY =
  "CREATE TABLE parent (id text PRIMARY KEY);\n--> statement-breakpoint\n" +
  "CREATE TABLE child (id text PRIMARY KEY, parent text REFERENCES parent(id) ON DELETE CASCADE);"
const REMADE = [
  "PRAGMA foreign_keys=OFF;",
  "CREATE TABLE __new_parent (id text PRIMARY KEY, more text);",
  "INSERT INTO __new_parent(id) SELECT id FROM parent;",
  "DROP TABLE parent;",
  "ALTER TABLE __new_parent RENAME TO parent;",
  "PRAGMA foreign_keys=ON;",
].join("\n--> statement-breakpoint\n")
const today = () => "2026-11-21"

describe("applying them", () => {
  test("a table that is made anew keeps the rows that refer to it", () => {
    const data = newFolder()
    const first = openDatabase(data, today, migrations(FAMILY))
    first.raw.exec("INSERT INTO parent VALUES ('a'); INSERT INTO child VALUES ('b', 'a')")
    first.close()
    const second = openDatabase(data, today, migrations(FAMILY, REMADE))
    expect(second.raw.prepare("SELECT * FROM child").all()).toEqual([{ id: "b", parent: "a" }])
    expect(second.raw.pragma("foreign_keys", { simple: true })).toBe(1)
    second.close()
  })

  test("a folder of the first tables keeps its statements, and says where each subject stands", () => {
    const first = newFolder()
    cpSync(MIGRATIONS, first, { recursive: true })
    const journal = JSON.parse(readFileSync(join(first, "meta", "_journal.json"), "utf8"))
    writeFileSync(
      join(first, "meta", "_journal.json"),
      JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }),
    )
    const data = newFolder()
    const before = openDatabase(data, today, first)
    const insert = before.raw.prepare(
      `INSERT INTO statements (leaf, subject, seq, head_seq, action, day, note, promise)
       VALUES (?, ?, ?, ?, ?, '2026-11-21', CAST(? AS blob), x'01')`,
    )
    const note = (until: string | null) =>
      `cairn/consent/v1 demo\n{"seq":0,"until":${JSON.stringify(until)},"erase":null}\n`
    insert.run("a1", "a", 0, 0, "given", note("2028-11"))
    insert.run("a3", "a", 1, 1, "added", note(null))
    insert.run("a2", "a", 2, 2, "added", note(null))
    insert.run("b1", "b", 0, 0, "given", note("2027-03"))
    before.raw.exec("INSERT INTO records VALUES ('r', 'a', 5, 'a1')")
    before.close()
    const after = openDatabase(data, today)
    const all = (sql: string) => after.raw.prepare(sql).raw(true).all()
    expect(all("SELECT leaf, turn, kind, position, logged FROM statements ORDER BY leaf")).toEqual([
      ["a1", 1, "consent", null, null],
      ["a2", 3, "consent", null, null],
      ["a3", 2, "consent", null, null],
      ["b1", 1, "consent", null, null],
    ])
    expect(all("SELECT * FROM subjects ORDER BY subject")).toEqual([
      ["a", 3, "a2", 2, null, null, 0, "a1", "2028-11"],
      ["b", 1, "b1", 0, null, null, 0, "b1", "2027-03"],
    ])
    expect(all("SELECT leaf, state FROM records")).toEqual([["a1", "held"]])
    after.close()
  })

  test("one that leaves rows which refer to nothing is refused", () => {
    const orphan = `${FAMILY}\n--> statement-breakpoint\nINSERT INTO child VALUES ('b', 'nobody');`
    expect(() => openDatabase(newFolder(), today, migrations(orphan))).toThrow("refer to nothing")
  })
})
