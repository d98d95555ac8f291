// Zips that mean harm, written to files by hand: what unfolds, lies over itself, lies about its size, or has no end. They share
// nothing with the library that the project reads zips with.
import { writeFileSync } from "node:fs"
import { zipOf } from "../courier/zips.ts"

const u = (size: number, n: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(n))
  return bytes.subarray(0, size)
}

const MIB = 1024 * 1024
const INDEX = "bundle.json"
const record = (n: number): string => `records/${n.toString(16).padStart(64, "0")}.age`
const index = (files: Record<string, unknown>): Buffer =>
  Buffer.from(
    JSON.stringify({ format: "cairn-intake-bundle/1", origin: "x", size: 1, day: "2026-11-21", files }),
  )

/** What each file is, and who writes it. */
export const BOMBS: readonly (readonly [string, (path: string) => void])[] = [
  [
    "a small file that unfolds to a thousand times its size",
    (path) => writeFileSync(path, unfolding("policy.json")),
  ],
  ["an index that unfolds to a thousand times its size", (path) => writeFileSync(path, unfolding(INDEX))],
  ["entries that lie over one another", (path) => writeFileSync(path, overlapping(2000))],
  ["a stored entry that claims to be larger than the file", (path) => writeFileSync(path, claiming(2 ** 31))],
  ["ZIP64 sizes beyond any disk", (path) => writeFileSync(path, zip64(2 ** 52, 1))],
  ["ZIP64 counts beyond any directory", (path) => writeFileSync(path, zip64(0, 2 ** 52))],
  ["a million entries", (path) => many(path, 1_000_000)],
  ["names that climb out, nest, or are folders", (path) => writeFileSync(path, climbing())],
  [
    "an index of 65 megabytes",
    (path) => writeFileSync(path, zipOf([{ name: INDEX, bytes: Buffer.alloc(65 * MIB, 0x20) }])),
  ],
  [
    "an index of objects in objects",
    (path) => writeFileSync(path, zipOf([{ name: INDEX, bytes: nested() }])),
  ],
  [
    "an index of brackets",
    (path) => writeFileSync(path, zipOf([{ name: INDEX, bytes: Buffer.alloc(60 * MIB, 0x5b) }])),
  ],
  ["an index of numbers", (path) => writeFileSync(path, zipOf([{ name: INDEX, bytes: numbers() }]))],
  ["an index whose sizes are others", (path) => writeFileSync(path, missized())],
  [
    "an index that names what is not there",
    (path) => writeFileSync(path, zipOf([{ name: INDEX, bytes: named() }])),
  ],
]

function unfolding(name: string): Buffer {
  const bytes = Buffer.alloc(200 * MIB)
  const entries = [{ name, bytes, method: 8 }]
  return zipOf(name === INDEX ? entries : [...entries, { name: INDEX, bytes: index({}) }])
}

// One body, and a directory that names it again and again.
function overlapping(times: number): Buffer {
  const bytes = Buffer.alloc(MIB)
  const again = Array.from({ length: times }, (_, n) => ({
    name: record(n),
    bytes,
    offset: 0,
    hollow: n > 0,
  }))
  return zipOf([...again, { name: INDEX, bytes: index({}) }])
}

function claiming(size: number): Buffer {
  return zipOf([
    { name: record(0), bytes: Buffer.alloc(10), size },
    { name: INDEX, bytes: index({ [record(0)]: { sha256: "0".repeat(64), size } }) },
  ])
}

function zip64(size: number, count: number): Buffer {
  const name = Buffer.from(INDEX)
  const huge = u(4, 0xffffffff)
  const common = Buffer.concat([u(2, 0), u(2, 0), u(4, 0x00210000), u(4, 0), huge, huge, u(2, name.length)])
  const extra = Buffer.concat([u(2, 1), u(2, 16), u(8, size), u(8, size)])
  const local = Buffer.concat([u(4, 0x04034b50), u(2, 45), common, u(2, extra.length), name, extra])
  const tail = Buffer.concat([u(2, extra.length), Buffer.alloc(10), u(4, 0), name, extra])
  const listed = Buffer.concat([u(4, 0x02014b50), u(2, 45), u(2, 45), common, tail])
  return Buffer.concat([local, listed, end64(count, listed.length, local.length)])
}

function end64(count: number, length: number, at: number): Buffer {
  return Buffer.concat([
    ...[
      u(4, 0x06064b50),
      u(8, 44),
      u(2, 45),
      u(2, 45),
      u(8, 0),
      u(8, count),
      u(8, count),
      u(8, length),
      u(8, at),
    ],
    ...[u(4, 0x07064b50), u(4, 0), u(8, at + length), u(4, 1)],
    ...[u(4, 0x06054b50), u(4, 0), u(2, 0xffff), u(2, 0xffff), u(4, 0xffffffff), u(4, 0xffffffff), u(2, 0)],
  ])
}

// Empty entries with good names: what costs memory is reading the directory.
function many(path: string, count: number): void {
  const name = Buffer.from(record(0))
  const common = Buffer.concat([Buffer.alloc(4), u(4, 0x00210000), Buffer.alloc(12), u(2, name.length)])
  const local = Buffer.concat([u(4, 0x04034b50), u(2, 20), common, u(2, 0), name])
  const head = Buffer.concat([u(4, 0x02014b50), u(2, 20), u(2, 20), common, Buffer.alloc(16)])
  const locals = Buffer.alloc(count * local.length, local)
  const listed = Buffer.alloc(count * (head.length + name.length), Buffer.concat([head, name]))
  for (let n = 0; n < count; n++) {
    const digits = n.toString(16).padStart(8, "0")
    const end = -".age".length - digits.length
    locals.write(digits, (n + 1) * local.length + end, "latin1")
    const at = n * (head.length + name.length)
    listed.writeUInt32LE(n * local.length, at + head.length - 4)
    listed.write(digits, at + head.length + name.length + end, "latin1")
  }
  writeFileSync(path, Buffer.concat([locals, listed, end64(count, listed.length, locals.length)]))
}

function climbing(): Buffer {
  const bytes = Buffer.from("x")
  const names = [
    "../../policy.json",
    "/policy.json",
    "containers/",
    `${"a/".repeat(2000)}x`,
    "log\\checkpoint",
  ]
  return zipOf([...names.map((name) => ({ name, bytes })), { name: INDEX, bytes: index({}) }])
}

function nested(): Buffer {
  return Buffer.from(`{"files":${'{"a":'.repeat(10 * MIB)}`)
}

function numbers(): Buffer {
  return Buffer.from(`[${"1,".repeat(15 * MIB)}1]`)
}

function missized(): Buffer {
  const name = "policy.json"
  const said = { sha256: "0".repeat(64), size: 2 ** 50 }
  return zipOf([
    { name, bytes: Buffer.from("{}") },
    { name: INDEX, bytes: index({ [name]: said }) },
  ])
}

function named(): Buffer {
  const files = Array.from({ length: 200_000 }, (_, n) => [record(n), { sha256: "0".repeat(64), size: 0 }])
  return index(Object.fromEntries(files))
}
