// src/core/package.ts: a package is read as it was written, however it is cut, and in no other form.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { concat, equal, utf8 } from "../../src/core/bytes.ts"
import { collect } from "../../src/core/chunks.ts"
import { encodePackage, type Package, RECORD_MAX, readPackage, type Upload } from "../../src/core/package.ts"
import { STATEMENT_MAX } from "../../src/core/statement/frame.ts"
import { block } from "./container/blocks.ts"
import { refusalOf } from "./refusal.ts"

const END = new Uint8Array(1024)
const bytes = (n: number, seed = 1) => Uint8Array.from({ length: n }, (_, i) => (i * 7 + seed) % 251)
const written = (pack: Package) => collect(encodePackage(pack), Number.POSITIVE_INFINITY)

/** A member as the test builds it: a header of POSIX's table, the bytes, and zeros. */
function member(name: string, data: Uint8Array, fill = 0): Uint8Array {
  return concat(
    block(data.length, { name }),
    data,
    new Uint8Array((512 - (data.length % 512)) % 512).fill(fill),
  )
}

/** Reads a whole package as every reader must: the container to its end, then the package's end. */
async function readAll(chunks: Iterable<Uint8Array>) {
  const { statement, record, container, end } = await readPackage(chunks)
  const content = "bytes" in container ? await collect(container.bytes, Number.POSITIVE_INFINITY) : container
  await end()
  return { statement, record, content }
}
const code = (...parts: Uint8Array[]) => refusalOf(() => readAll([concat(...parts)]))

function* cut(all: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < all.length; i++) {
    const size = sizes[i % sizes.length] as number
    yield all.subarray(at, at + size)
    at += size
  }
}

test("comes back as it was, over random sizes and cuts", async () => {
  const cases = fc.record({
    statement: fc.nat(STATEMENT_MAX),
    record: fc.option(fc.nat(70_000)),
    container: fc.nat(70_000),
    cuts: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(cases, async (c) => {
      const statement = bytes(c.statement)
      const record = c.record === null ? null : bytes(c.record, 2)
      const data = bytes(c.container, 3)
      const pack = await written({
        statement,
        record,
        container: { size: data.length, bytes: cut(data, c.cuts) },
      })
      const read = await readAll(cut(pack, c.cuts))
      expect(equal(read.statement, statement)).toBe(true)
      expect(record === null ? read.record === null : equal(read.record as Uint8Array, record)).toBe(true)
      expect(equal(read.content as Uint8Array, data)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

const upload: Upload = { id: "0a".repeat(16), root: "0b".repeat(32), size: 70_000 }
const statement = member("statement.note", bytes(600))
const record = member("record.age", bytes(700))
const container = member("container.age", bytes(800))
const uploaded = (json: string) => [statement, record, member("upload.json", utf8(json)), END]

test("is the tar that POSIX describes", async () => {
  const parts = { statement: bytes(600), record: bytes(700) }
  const inline = await written({ ...parts, container: { size: 800, bytes: [bytes(800)] } })
  expect(inline).toEqual(concat(statement, record, container, END))
  expect(await written({ ...parts, container: upload })).toEqual(concat(...uploaded(JSON.stringify(upload))))
})

test("names an upload in the container's place", async () => {
  expect((await readAll([concat(...uploaded(JSON.stringify(upload)))])).content).toEqual(upload)
})

test.each<[string, string, Uint8Array[]]>([
  ["another first file", "tar-malformed", [record, statement, container, END]],
  ["no statement", "tar-malformed", [record, container, END]],
  ["the statement twice", "tar-malformed", [statement, statement, container, END]],
  ["the record twice", "tar-malformed", [statement, record, record, container, END]],
  ["the record after the container", "tar-malformed", [statement, container, record, END]],
  ["the container twice", "tar-malformed", [statement, record, container, container, END]],
  ["another file at the end", "tar-malformed", [statement, record, container, member("more", bytes(5)), END]],
  [
    "a container and an upload",
    "tar-malformed",
    [statement, container, member("upload.json", utf8("{}")), END],
  ],
  ["a pax header in front", "tar-malformed", [block(0, { type: "x" }), statement, container, END]],
  ["a folder in front", "tar-malformed", [block(0, { name: "./", type: "5" }), statement, container, END]],
  ["nothing but a statement", "package-malformed", [statement, END]],
  ["no container", "package-malformed", [statement, record, END]],
  ["nothing", "package-malformed", [END]],
  ["one zero block for an end", "truncated", [statement, container, END.subarray(512)]],
  ["data after the end", "trailing-data", [statement, container, END, Uint8Array.of(1)]],
  ["zeros after the end", "trailing-data", [statement, container, END, new Uint8Array(9216)]],
  [
    "data in the statement's fill",
    "tar-malformed",
    [member("statement.note", bytes(600), 1), container, END],
  ],
  [
    "data in the record's fill",
    "tar-malformed",
    [statement, member("record.age", bytes(700), 1), container, END],
  ],
  ["data in the container's fill", "tar-malformed", [statement, member("container.age", bytes(800), 1), END]],
  [
    "data in the upload's fill",
    "tar-malformed",
    [statement, member("upload.json", utf8(JSON.stringify(upload)), 1), END],
  ],
])("%s is refused", async (_, expected, parts) => {
  expect(await code(statement, record, container, END)).toBe("taken")
  expect(await code(statement, container, END)).toBe("taken")
  expect(await code(...parts)).toBe(expected)
})

test("cut anywhere, it is refused", async () => {
  const all = concat(statement, record, container, END)
  for (let length = 0; length < all.length; length += 37) {
    expect(await refusalOf(() => readAll([all.subarray(0, length)])), String(length)).toBe("truncated")
  }
  expect(await refusalOf(() => readAll([all.subarray(0, -1)]))).toBe("truncated")
})

describe("too large, told from the header, before anything is read", () => {
  test.each<[string, number, (size: number) => Uint8Array]>([
    ["statement", STATEMENT_MAX, (size) => block(size)],
    ["record", RECORD_MAX, (size) => concat(statement, block(size, { name: "record.age" }))],
    ["upload", 512, (size) => concat(statement, block(size, { name: "upload.json" }))],
  ])("%s", async (_, max, head) => {
    expect(await code(head(max + 1))).toBe("too-large")
    expect(await code(head(8 ** 11 - 1))).toBe("too-large")
    expect(await code(head(max))).toBe("truncated")
  })
})

test.each<[string, string]>([
  ["an unknown key", JSON.stringify({ ...upload, more: 1 })],
  ["a missing key", JSON.stringify({ id: upload.id, root: upload.root })],
  ["keys in another order", JSON.stringify({ root: upload.root, id: upload.id, size: 1 })],
  ["a key twice", JSON.stringify(upload).replace("}", ',"size":70000}')],
  ["white space", JSON.stringify(upload, null, 1)],
  ["a short id", JSON.stringify({ ...upload, id: "0a" })],
  ["an upper-case id", JSON.stringify({ ...upload, id: "0A".repeat(16) })],
  ["a way out in its id", JSON.stringify({ ...upload, id: "../".repeat(10).padEnd(32, "a") })],
  ["a root that is no hash", JSON.stringify({ ...upload, root: "x" })],
  ["a negative size", JSON.stringify({ ...upload, size: -1 })],
  ["no JSON", "x"],
  ["an invalid character", "\ud800"],
])("an upload with %s is refused", async (_, json) => {
  expect(await code(...uploaded(json))).toBe("package-malformed")
})

test("an upload that is not UTF-8 is refused", async () => {
  expect(await code(statement, member("upload.json", Uint8Array.of(0xff)), END)).toBe("package-malformed")
})

test("the end is not reached before the container was read", async () => {
  const { end } = await readPackage([concat(statement, container, END)])
  expect(await refusalOf(end)).toBe("tar-malformed")
})

test("a container of another size than was said is not written", async () => {
  for (const size of [799, 801]) {
    const pack = { statement: bytes(600), record: null, container: { size, bytes: [bytes(800)] } }
    expect(await refusalOf(() => written(pack))).toBe("package-malformed")
  }
})
