// Zips made by hand for tests of opening, honest or not: every field that a reader could be misled by can be set. It
// shares nothing with the library that reads and writes them in the project.

import { createHash } from "node:crypto"
import { crc32, deflateRawSync } from "node:zlib"

export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
  /** Another name in the local header. */
  readonly localName?: string
  /** 8: compressed. */
  readonly method?: number
  readonly flags?: number
  /** A size that both headers state instead of the true one. */
  readonly size?: number
  /** Where the directory says that it begins, instead of where it does. */
  readonly offset?: number
  /** In the directory alone: no bytes of its own. */
  readonly hollow?: boolean
}

export interface Around {
  readonly before?: Uint8Array
  readonly after?: Uint8Array
  readonly comment?: string
  /** Entries that are there but not in the directory. */
  readonly hidden?: number
}

const u16 = (n: number): number[] => [n & 255, (n >>> 8) & 255]
const u32 = (n: number): number[] => [...u16(n & 65535), ...u16(Math.floor(n / 65536) & 65535)]

export function zipOf(entries: readonly Entry[], around: Around = {}): Buffer {
  const { before = Buffer.alloc(0), after = Buffer.alloc(0), comment = "", hidden = 0 } = around
  const [bodies, directory]: [Buffer[], Buffer[]] = [[Buffer.from(before)], []]
  let at = before.length
  for (const [i, entry] of entries.entries()) {
    const { name, bytes, method = 0, flags = 0, localName = name } = entry
    const data = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes)
    const size = entry.size ?? bytes.length
    const common = [...u16(flags), ...u16(method), ...u32(0x00210000), ...u32(crc32(bytes))]
    const sizes = [...u32(method === 8 ? data.length : size), ...u32(size)]
    const local = [...u32(0x04034b50), ...u16(20), ...common, ...sizes, ...u16(localName.length), ...u16(0)]
    const body = Buffer.concat([Buffer.from(local), Buffer.from(localName), data])
    if (!entry.hollow) bodies.push(body)
    const head = [...u32(0x02014b50), ...u16(20), ...u16(20), ...common, ...sizes, ...u16(name.length)]
    const tail = [...Array(12).fill(0), ...u32(entry.offset ?? at)]
    if (i < entries.length - hidden) directory.push(Buffer.from([...head, ...tail]), Buffer.from(name))
    if (!entry.hollow) at += body.length
  }
  const listed = Buffer.concat(directory)
  const count = entries.length - hidden
  const end = [...u32(0x06054b50), ...u32(0), ...u16(count), ...u16(count), ...u32(listed.length), ...u32(at)]
  const last = Buffer.from([...end, ...u16(comment.length)])
  return Buffer.concat([...bodies, listed, last, Buffer.from(comment), after])
}

/** The entries of an honest zip of ours, read by hand: stored, sizes in ZIP64 fields of the directory. */
export function entriesOf(zip: Buffer): Entry[] {
  const entries: Entry[] = []
  const end = zip.lastIndexOf(Buffer.from(u32(0x06064b50)))
  let at = Number(zip.readBigUInt64LE(end + 48))
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)]
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength)
    const size = Number(zip.readBigUInt64LE(at + 46 + nameLength + 4))
    const offset = zip.readUInt32LE(at + 42)
    const data = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
    entries.push({ name, bytes: zip.subarray(data, data + size) })
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32)
  }
  return entries
}

/** The same entries under an index that fits them. */
export function reindexed(entries: readonly Entry[], over: object = {}): Entry[] {
  const inside = entries.filter(({ name }) => name !== "bundle.json")
  const index = JSON.parse(
    Buffer.from(entries.find(({ name }) => name === "bundle.json")?.bytes as Uint8Array).toString(),
  )
  const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")
  const files = Object.fromEntries(
    inside
      .map(({ name, bytes }) => [name, { sha256: sha(bytes), size: bytes.length }] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  return [
    ...inside,
    { name: "bundle.json", bytes: Buffer.from(JSON.stringify({ ...index, files, ...over })) },
  ]
}
