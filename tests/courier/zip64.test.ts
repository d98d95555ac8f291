// Bundles larger than four gigabytes: written as a stream, read by any place in them. The zeros that fill them are
// counted, not kept. The short form reads a zip of that size made by hand; with CAIRN_ALL=1 ours is written too.
import { crc32 } from "node:zlib"
import { expect, test } from "vitest"
import type { RandomAccess } from "../../src/bundle/entry.ts"
import { readZip } from "../../src/bundle/reader.ts"
import { BundleWriter } from "../../src/bundle/writer.ts"
import { nodeSha256 } from "../../src/cli/native.ts"
import { utf8 } from "../../src/core/bytes.ts"
import { refusalOf } from "../core/refusal.ts"

const GIB = 1024 ** 3

/** Bytes with long runs of zeros, of which only the length is kept. */
class Sparse implements RandomAccess {
  readonly #pieces: { at: number; bytes: Uint8Array }[] = []
  size = 0

  push(bytes: Uint8Array): void {
    this.#pieces.push({ at: this.size, bytes })
    this.size += bytes.length
  }

  zeros(length: number): void {
    this.size += length
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length)
    for (const { at, bytes } of this.#pieces) {
      const [from, to] = [Math.max(at, offset), Math.min(at + bytes.length, offset + length)]
      if (from < to) out.set(bytes.subarray(from - at, to - at), from - offset)
    }
    return out
  }
}

async function textOf(zip: RandomAccess, name: string): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await readZip(zip)).get(name)?.bytes() ?? []) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const u = (size: number, n: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(n))
  return bytes.subarray(0, size)
}

test("a zip of five gigabytes, made by hand, is read past the fourth", async () => {
  const zip = new Sparse()
  const directory: Buffer[] = []
  const add = (name: string, crc: number, size: number, bytes?: Uint8Array): void => {
    const at = zip.size
    const common = Buffer.concat([u(2, 0), u(2, 0), u(4, 0x00210000), u(4, crc)])
    const full = Buffer.concat([u(4, 0xffffffff), u(4, 0xffffffff)])
    const sizes = Buffer.concat([u(8, size), u(8, size)])
    const extra = Buffer.concat([u(2, 1), u(2, 16), sizes])
    zip.push(
      Buffer.concat([
        u(4, 0x04034b50),
        u(2, 45),
        common,
        full,
        u(2, name.length),
        u(2, 20),
        utf8(name),
        extra,
      ]),
    )
    if (bytes === undefined) zip.zeros(size)
    else zip.push(bytes)
    const more = Buffer.concat([u(2, 1), u(2, 24), sizes, u(8, at)])
    const head = [u(4, 0x02014b50), u(2, 45), u(2, 45), common, full, u(2, name.length), u(2, 28)]
    directory.push(Buffer.concat([...head, u(8, 0), u(2, 0), u(4, 0xffffffff), utf8(name), more]))
  }
  add("large", 0, 5 * GIB)
  add("after", crc32(utf8("after")), 5, utf8("after"))
  const [start, listed] = [zip.size, Buffer.concat(directory)]
  zip.push(listed)
  const counts = Buffer.concat([u(4, 0), u(4, 0), u(8, 2), u(8, 2), u(8, listed.length), u(8, start)])
  const end64 = Buffer.concat([u(4, 0x06064b50), u(8, 44), u(2, 45), u(2, 45), counts])
  const locator = Buffer.concat([u(4, 0x07064b50), u(4, 0), u(8, zip.size), u(4, 1)])
  zip.push(
    Buffer.concat([
      end64,
      locator,
      u(4, 0x06054b50),
      u(4, 0),
      u(4, 0xffffffff),
      u(4, 0xffffffff),
      u(4, 0xffffffff),
      u(2, 0),
    ]),
  )
  const entries = await readZip(zip)
  expect([...entries.values()].map(({ name, size }) => [name, size])).toEqual([
    ["large", 5 * GIB],
    ["after", 5],
  ])
  expect(await textOf(zip, "after")).toBe("after")
})

test("a directory that would not fit into memory is never read", async () => {
  const zip = new Sparse()
  const size = 300 * 1024 * 1024
  zip.zeros(size)
  zip.push(Buffer.concat([u(4, 0x06054b50), u(4, 0), u(2, 1), u(2, 1), u(4, size), u(4, 0), u(2, 0)]))
  let most = 0
  const read = (offset: number, length: number): Promise<Uint8Array> => {
    most = Math.max(most, length)
    return zip.read(offset, length)
  }
  expect(await refusalOf(() => readZip({ size: zip.size, read }))).toBe("bundle-malformed")
  expect(most).toBeLessThan(1024 * 1024)
})

test("trouble with the file stays what it is", async () => {
  const broken = new Error("EIO")
  const read = async (): Promise<Uint8Array> => {
    throw broken
  }
  await expect(readZip({ size: 1000, read })).rejects.toBe(broken)
})

const LARGE = process.env.CAIRN_ALL === "1" ? 4.25 * GIB : GIB / 8

test(`our own, with an entry of ${LARGE / GIB} GiB`, { timeout: 600_000 }, async () => {
  const zip = new Sparse()
  const zero = Buffer.alloc(1024 * 1024)
  const bundle = new BundleWriter((chunk) => {
    if (chunk.length > 65536 && zero.subarray(0, chunk.length).equals(chunk)) zip.zeros(chunk.length)
    else zip.push(Uint8Array.from(chunk))
  }, nodeSha256)
  function* zeros(): Generator<Uint8Array> {
    for (let done = 0; done < LARGE; done += zero.length) yield zero
  }
  const root = "0".repeat(64)
  await bundle.add(`containers/${root}.age`, zeros())
  await bundle.add("policy.json", [utf8("after")])
  await bundle.end({ format: "cairn-intake-bundle/1", origin: "x", size: 1, day: "2026-11-21" })
  expect((await readZip(zip)).get(`containers/${root}.age`)?.size).toBe(LARGE)
  expect(await textOf(zip, "policy.json")).toBe("after")
  const index = JSON.parse(await textOf(zip, "bundle.json"))
  expect(index.files[`containers/${root}.age`].size).toBe(LARGE)
})
