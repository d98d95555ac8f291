// src/core/container/tar.ts: one header block for each name and size, and no other is taken.
import { describe, expect, test } from "vitest"
import { concat } from "../../../src/core/bytes.ts"
import { Reader } from "../../../src/core/chunks.ts"
import {
  readTarHeader,
  skipTarFill,
  TAR_END,
  tarEntrySize,
  tarFill,
  tarHeader,
} from "../../../src/core/container/tar.ts"
import { refusalOf } from "../refusal.ts"
import { block, type Fields } from "./blocks.ts"

const NAME = "statement.note"
const CHECKSUM = Buffer.from(block(12)).toString("latin1", 148, 156)
const read = (bytes: Uint8Array, names = [NAME]) => readTarHeader(new Reader([bytes]), names)

test.each([0, 1, 511, 512, 513, 65_536, 2 ** 31, 2 ** 32 + 1, 8 ** 11 - 1])(
  "the header of %d bytes is POSIX's",
  async (size) => {
    const header = await tarHeader(NAME, size)
    expect(header).toEqual(block(size))
    expect(await read(header)).toEqual({ name: NAME, size })
  },
)

test("one of several names is found, with what follows left to read", async () => {
  const reader = new Reader([
    concat(block(3, { name: "files/001" }), Uint8Array.of(1, 2, 3), tarFill(3), TAR_END),
  ])
  expect(await readTarHeader(reader, ["manifest.json", "files/001"])).toEqual({ name: "files/001", size: 3 })
  expect(await reader.take(3)).toEqual(Uint8Array.of(1, 2, 3))
  await skipTarFill(reader, 3)
  expect(await readTarHeader(reader, ["manifest.json"])).toBeUndefined()
  await reader.end()
})

test.each<[string, Fields]>([
  ["another name", { name: "statement.txt" }],
  ["a name with a dot in front", { name: "./statement.note" }],
  ["a name in upper case", { name: "Statement.note" }],
  ["a way out", { name: "../statement.note" }],
  ["a name from the root", { name: "/statement.note" }],
  ["a name that goes on after a zero", { name: "statement.note\0x" }],
  ["a folder in the prefix", { prefix: "etc" }],
  ["mode 0644", { mode: "0000644" }],
  ["mode 4600", { mode: "0004600" }],
  ["mode in another form", { mode: "000600 " }],
  ["a user", { uid: "0001750" }],
  ["a group", { gid: "0000001" }],
  ["a user's name", { user: "olena" }],
  ["a group's name", { group: "staff" }],
  ["device numbers", { major: "0000000", minor: "0000000" }],
  ["a time", { mtime: "15123456701" }],
  ["a folder", { type: "5" }],
  ["a symbolic link", { type: "2", link: "/etc/passwd" }],
  ["a hard link", { type: "1", link: "statement.note" }],
  ["a regular file with a link", { link: "x" }],
  ["a character device", { type: "3" }],
  ["a regular file of the old kind", { type: "\0" }],
  ["a contiguous file", { type: "7" }],
  ["a pax header", { type: "x" }],
  ["a global pax header", { type: "g" }],
  ["GNU's long name", { type: "L" }],
  ["GNU's magic", { magic: "ustar  \0" }],
  ["no magic", { magic: "" }],
  ["a size with spaces", { size: "         12 " }],
  ["a size without noughts in front", { size: "14" }],
  ["a size below nought", { size: "-0000000012" }],
  ["a size that is no number", { size: "zzzzzzzzzzz" }],
  ["a size in twelve digits", { size: "000000000014" }],
  ["a size in base 256", { size: `\x80${"\0".repeat(10)}\x0c` }],
  ["a wrong checksum", { checksum: "000000\0 " }],
  ["a checksum in another form", { checksum: "0007000\0" }],
  ["bytes where nobody reads", { rest: "hidden" }],
  ["bytes where nobody reads, under the old checksum", { rest: "hidden", checksum: CHECKSUM }],
])("%s is refused", async (_, fields) => {
  expect(await refusalOf(() => read(block(12)))).toBe("taken")
  expect(await refusalOf(() => read(block(12, fields)))).toBe("tar-malformed")
})

describe("the end", () => {
  test("is two zero blocks", async () => {
    expect(TAR_END).toEqual(new Uint8Array(1024))
    expect(await read(TAR_END)).toBeUndefined()
    expect(await read(TAR_END, [])).toBeUndefined()
  })

  test("is not one zero block, and no file where none may follow", async () => {
    expect(await refusalOf(() => read(concat(new Uint8Array(512), block(0))))).toBe("tar-malformed")
    expect(await refusalOf(() => read(concat(new Uint8Array(1023), Uint8Array.of(1))))).toBe("tar-malformed")
    expect(await refusalOf(() => read(block(0), []))).toBe("tar-malformed")
  })

  test("is not where the bytes end", async () => {
    for (const length of [0, 1, 511, 512, 1023]) {
      expect(await refusalOf(() => read(new Uint8Array(length))), String(length)).toBe("truncated")
    }
    expect(await refusalOf(() => read(block(0).subarray(0, 511)))).toBe("truncated")
  })
})

describe("the fill", () => {
  test("goes up to the block's end, and the entry's size holds it", () => {
    for (const size of [0, 1, 511, 512, 513, 2 ** 33 + 5]) {
      const fill = tarFill(size)
      expect((size + fill.length) % 512).toBe(0)
      expect(fill.length).toBeLessThan(512)
      expect(tarEntrySize(size)).toBe(512 + size + fill.length)
    }
  })

  test("is zeros, to the last byte, and all there", async () => {
    const skip = (bytes: Uint8Array) => refusalOf(() => skipTarFill(new Reader([bytes]), 100))
    expect(await skip(new Uint8Array(412))).toBe("taken")
    expect(await skip(concat(new Uint8Array(411), Uint8Array.of(1)))).toBe("tar-malformed")
    expect(await skip(concat(Uint8Array.of(1), new Uint8Array(411)))).toBe("tar-malformed")
    expect(await skip(new Uint8Array(411))).toBe("truncated")
  })
})

test("what ustar has no room for is not written", async () => {
  for (const size of [8 ** 11, -1, 0.5, Number.NaN]) {
    expect(await refusalOf(() => tarHeader(NAME, size))).toBe("tar-malformed")
  }
  expect(await refusalOf(() => tarHeader("a".repeat(100), 1))).toBe("taken")
  expect(await refusalOf(() => tarHeader("a".repeat(101), 1))).toBe("tar-malformed")
  expect(await refusalOf(() => tarHeader("a".repeat(300), 1))).toBe("tar-malformed")
})
