// The search itself: it finds every form wherever it stands, also across the pieces it reads and inside what is packed,
// counts what it read, and finds nothing where there is nothing.
import { randomBytes } from "node:crypto"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib"
import Database from "better-sqlite3"
import { describe, expect, test } from "vitest"
import { scratch } from "../cli/run.ts"
import { unsnap } from "./databases.ts"
import { formsOf } from "./forms.ts"
import { planted, type Script, WRITTEN, word } from "./plant.ts"
import { searchFor, told } from "./search.ts"

const SCRIPTS: readonly Script[] = ["latin", "ukrainian", "arabic", "thai"]

describe.each(SCRIPTS)("%s", (script) => {
  test.each(Object.entries(WRITTEN))("%s is found at its place, among other bytes", async (_, write) => {
    const value = word(script)
    const { bytes, found } = await searchFor([{ name: "it", value }]).bytes(
      "memory",
      Buffer.concat([randomBytes(1001), write(value), randomBytes(77)]),
    )
    expect(found.length).toBeGreaterThan(0)
    expect(found.every(({ offset }) => offset >= 1001 && offset < bytes - 77)).toBe(true)
  })
})

test("every form is found by its own name, at every cut between two pieces", async () => {
  const value = word("arabic")
  const folder = scratch()
  const search = searchFor([{ name: "it", value }])
  for (const { name, bytes } of formsOf(value)) {
    // A file is read 64 KiB at a time: the form is laid over the seam.
    for (const before of [1, Math.floor(bytes.length / 2), bytes.length - 1, bytes.length]) {
      writeFileSync(join(folder, "x"), Buffer.concat([Buffer.alloc(65536 - before), bytes, Buffer.alloc(9)]))
      const { found } = await search.path("folder", join(folder, "x"))
      expect(found).toContainEqual({
        canary: "it",
        form: name,
        file: expect.anything(),
        offset: 65536 - before,
      })
      expect(found.filter(({ form }) => form === name)).toHaveLength(1) // once, not once a piece
    }
  }
})

test("a folder is read to its leaves, names of files and folders too", async () => {
  const folder = scratch()
  const [inside, name, shelf] = [word(), word("thai"), word("ukrainian")]
  mkdirSync(join(folder, "a", shelf), { recursive: true })
  writeFileSync(join(folder, "a", shelf, "x"), `...${inside}...`)
  writeFileSync(join(folder, name), "12345")
  symlinkSync("nowhere", join(folder, "dangling"))
  const canaries = [inside, name, shelf].map((value, at) => ({ name: `${at}`, value }))
  const result = await searchFor(canaries).path("folder", folder)
  expect([...new Set(result.found.map(({ canary }) => canary))].sort()).toEqual(["0", "1", "2"])
  expect(result).toMatchObject({ files: 5, bytes: 26 + 5, tooLarge: 0 })
})

test.each([
  ["gzip", gzipSync],
  ["zlib", deflateSync],
  ["zstd", zstdCompressSync],
  ["mozLz4", mozLz4],
])("what %s packed is found inside, also with other bytes around it", async (_, pack) => {
  const value = word()
  const packed = pack(
    Buffer.from(`${"abc".repeat(500)}${Buffer.from(value).toString("hex")}${"abc".repeat(500)}`),
  )
  const file = Buffer.concat([randomBytes(50), packed])
  expect(file.includes(value)).toBe(false)
  const { found, unpacked } = await searchFor([{ name: "it", value }]).bytes("memory", file)
  expect(found.filter((hit) => hit.file.includes(" at 50")).map(({ form }) => form)).toEqual(["hex of utf-8"])
  expect(unpacked).toBe(3040)
})

test("a value in a database is found though its file cuts it at every page, in its journal too", async () => {
  const path = join(scratch(), "x.sqlite")
  const database = new Database(path)
  database.pragma("journal_mode = WAL")
  database.exec("CREATE TABLE t (value)")
  const [text, packed, late] = [word("thai"), word("arabic"), word()]
  // Cut wherever the page ends: of many copies in one value, some are.
  database.prepare("INSERT INTO t VALUES (?)").run(text.repeat(2000))
  const escaped = packed.replace(/./gsu, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
  database.prepare("INSERT INTO t VALUES (?)").run(snapped(Buffer.from(escaped)))
  database.pragma("wal_checkpoint(TRUNCATE)")
  database.prepare("INSERT INTO t VALUES (?)").run(Buffer.from(late).toString("hex").repeat(2000))
  const canaries = [text, packed, late].map((value, at) => ({ name: `${at}`, value }))
  const { found } = await searchFor(canaries).path("database", path)
  database.close()
  const whole = found.filter(({ file }) => file.includes("table t"))
  expect(["0", "1", "2"].map((name) => whole.filter(({ canary }) => canary === name).length)).toEqual([
    2000, 1, 2000,
  ])
  expect(found.filter(({ canary, file }) => canary === "0" && !file.includes("table")).length).toBeLessThan(
    2000,
  )
  expect(found.some(({ canary, file }) => canary === "1" && !file.includes("table"))).toBe(false)
})

test.each([
  [Buffer.of(5, 4, 97)], // five bytes said, a literal cut short
  [Buffer.of(4, 1, 1)], // copies from before the beginning
  [Buffer.of(1, 4, 97, 98)], // two bytes where one was said
  [Buffer.of(3, 4, 97, 98)], // two where three were said
  [Buffer.of(255, 255, 255, 255, 127)], // more than there could be
])("what is no Snappy block is refused", (block) => {
  expect(() => unsnap(block)).toThrow(RangeError)
})

test("bytes that stand for no text are found raw, as hex and as base64", async () => {
  const value = randomBytes(12)
  const search = searchFor([{ name: "secret", value }])
  const forms = [value, value.toString("hex"), value.toString("base64"), `x${value.toString("base64url")}`]
  for (const form of forms) {
    const { found } = await search.bytes("memory", Buffer.from(form))
    expect(found.length).toBeGreaterThan(0)
  }
})

test.each(["one%20two%20three", "one+two+three", "one two three"])(
  "words apart are found as %s",
  async (written) => {
    const { found } = await searchFor([{ name: "it", value: "one two three" }]).bytes(
      "memory",
      Buffer.from(written),
    )
    expect(found).toHaveLength(1)
  },
)

test("nothing is found where there is nothing, and close is not the same", async () => {
  const { canaries, text } = planted("it")
  const near = canaries
    .map(({ value }) => `${value.slice(0, -1)}${value.at(-1) === "я" ? "ю" : "я"}`)
    .join("")
  const search = searchFor(canaries)
  const { found, bytes } = await search.bytes(
    "memory",
    Buffer.concat([randomBytes(300_000), Buffer.from(near)]),
  )
  expect([found, bytes]).toEqual([[], 300_000 + Buffer.byteLength(near)])
  expect((await search.bytes("memory", Buffer.from(text))).found).toHaveLength(4)
})

test("having read nothing is a failure, and so is a canary too short to mean anything", async () => {
  const search = searchFor([{ name: "it", value: word() }])
  const empty = await search.path("empty", scratch())
  expect(() => told([empty])).toThrow("nothing was read in empty")
  expect(told([await search.bytes("memory", Buffer.from("abc"))])).toBe(
    "memory: 1 files, 3 bytes, 0 more unpacked",
  )
  expect(() => searchFor([{ name: "it", value: "short" }])).toThrow("too short")
})

// Snappy: `\u` again from six back wherever it stands again, the rest literal.
function snapped(bytes: Buffer): Buffer {
  const parts: Uint8Array[] = [Buffer.of((bytes.length & 127) | 128, bytes.length >> 7)]
  for (let at = 0; at < bytes.length; at += 6) {
    if (at === 0) parts.push(Buffer.of((6 - 1) << 2), bytes.subarray(0, 6))
    else
      parts.push(Buffer.of(((2 - 1) << 2) | 2, 6, 0), Buffer.of((4 - 1) << 2), bytes.subarray(at + 2, at + 6))
  }
  return Buffer.concat(parts)
}

// One LZ4 block with one match: the letters, then as many again from three back.
function mozLz4(bytes: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.write("mozLz40\0")
  head.writeUInt32LE(bytes.length, 8)
  const literals = (run: Buffer, match: number): Buffer => {
    const more = (n: number): Buffer =>
      n < 15 ? Buffer.alloc(0) : Buffer.of(...Array(Math.floor((n - 15) / 255)).fill(255), (n - 15) % 255)
    const token = (Math.min(run.length, 15) << 4) | Math.min(match, 15)
    const back = match === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.of(3, 0), more(match)])
    return Buffer.concat([Buffer.of(token), more(run.length), run, back])
  }
  const match = 1497
  return Buffer.concat([
    head,
    literals(bytes.subarray(0, 3), match - 4),
    literals(bytes.subarray(3 + match), 0),
  ])
}
