// Looks for canaries in files, folders and buffers, in every form of forms.ts, reading as a stream: what was read is
// counted, because a search that read nothing finds nothing. What is packed inside is looked into by packed.ts.
import { createReadStream } from "node:fs"
import { lstat, readdir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { tablesOf } from "./databases.ts"
import { formsOf } from "./forms.ts"
import { type Unpacked, unpacked } from "./packed.ts"

/** A string, or bytes that stand for no string, that must not be found. */
export interface Canary {
  readonly name: string
  readonly value: string | Uint8Array
}

export interface Found {
  readonly canary: string
  readonly form: string
  readonly file: string
  /** Of its first byte; within what was unpacked, if it was. */
  readonly offset: number
}

/** What one place held. */
export interface Searched {
  readonly place: string
  readonly files: number
  readonly bytes: number
  /** Bytes that came out of gzip, zlib, zstd, mozLz4 and databases inside those files. */
  readonly unpacked: number
  /** Files too large to be unpacked; they were searched as they are. */
  readonly tooLarge: number
  readonly found: readonly Found[]
}

export interface Search {
  /** Everything below a folder (names too), or one file. */
  path(place: string, ...paths: readonly string[]): Promise<Searched>
  bytes(place: string, bytes: Uint8Array): Promise<Searched>
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

interface Needle {
  readonly canary: string
  readonly form: string
  readonly bytes: Buffer
}

const WINDOW = 8 // bytes of a needle that are looked up before it is compared
const SLOTS = 1 << 22
const SQLITE = Buffer.from("SQLite format 3\0")
const UNPACK_MAX = 64 * 1024 * 1024

/** @throws {Error} if a canary is too short to be told from chance */
export function searchFor(canaries: readonly Canary[]): Search {
  const { scan } = scanner(canaries)

  async function one(place: string, sources: AsyncIterable<Source>): Promise<Searched> {
    const found: Found[] = []
    const sum = { files: 0, bytes: 0, unpacked: 0, tooLarge: 0 }
    for await (const source of sources) {
      try {
        await read(source)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error // a browser at work removes files
      }
    }
    return { place, ...sum, found }

    async function read({ name, size, chunks, whole, path }: Source): Promise<void> {
      const named = await scan(`name of ${name}`, [Buffer.from(name)])
      const outer = await scan(name, chunks())
      sum.files++
      sum.bytes += outer.bytes
      found.push(...named.found, ...outer.found)
      if (size > UNPACK_MAX) {
        sum.tooLarge++
        return
      }
      for (const { kind, bytes } of inside(await whole(), path)) {
        const inner = await scan(`${name} (${kind})`, [bytes])
        sum.unpacked += inner.bytes
        found.push(...inner.found)
      }
    }
  }

  return {
    path: (place, ...paths) => one(place, filesIn(paths)),
    bytes: (place, bytes) => one(place, inMemory(place, bytes)),
  }
}

interface Source {
  readonly name: string
  readonly size: number
  readonly chunks: () => Chunks
  readonly whole: () => Promise<Buffer>
  readonly path?: string
}

function inside(whole: Buffer, path: string | undefined): Iterable<Unpacked> {
  const database = path !== undefined && whole.subarray(0, SQLITE.length).equals(SQLITE)
  return database ? [...unpacked(whole), ...tablesOf(path)] : unpacked(whole)
}

async function* inMemory(name: string, bytes: Uint8Array): AsyncIterable<Source> {
  const buffer = Buffer.from(bytes)
  yield { name, size: buffer.length, chunks: () => [buffer], whole: async () => buffer }
}

async function* filesIn(paths: readonly string[]): AsyncIterable<Source> {
  for (const path of paths) {
    const names = (await lstat(path)).isDirectory()
      ? (await readdir(path, { recursive: true })).sort().map((name) => join(path, name))
      : [path]
    for (const file of names) {
      const found = await lstat(file).catch(() => undefined)
      if (found === undefined) continue // gone meanwhile
      const name = relative(path, file) || path
      // A folder, a link or a socket has no bytes of its own, but a name.
      if (found.isFile())
        yield {
          name,
          size: found.size,
          chunks: () => createReadStream(file),
          whole: () => readFile(file),
          path: file,
        }
      else yield { name, size: 0, chunks: () => [], whole: async () => Buffer.alloc(0) }
    }
  }
}

function scanner(canaries: readonly Canary[]) {
  const slots = new Uint8Array(SLOTS)
  const bySlot = new Map<number, Needle[]>()
  let longest = WINDOW
  for (const { name: canary, value } of canaries) {
    for (const { name: form, bytes } of formsOf(value)) {
      if (bytes.length < WINDOW) throw new Error(`too short to search for: ${canary}`)
      const slot = slotOf(bytes.readUInt32BE(0), bytes.readUInt32BE(4))
      slots[slot] = 1
      bySlot.set(slot, [...(bySlot.get(slot) ?? []), { canary, form, bytes }])
      longest = Math.max(longest, bytes.length)
    }
  }

  async function scan(file: string, chunks: Chunks): Promise<{ found: Found[]; bytes: number }> {
    const found: Found[] = []
    let tail: Buffer = Buffer.alloc(0)
    let read = 0
    for await (const chunk of chunks) {
      const buffer = Buffer.concat([tail, chunk])
      const start = read - tail.length
      // What ends in the tail was seen with the chunk before.
      look(buffer, tail.length, (needle, at) => {
        found.push({ canary: needle.canary, form: needle.form, file, offset: start + at })
      })
      read += chunk.length
      tail = Buffer.from(buffer.subarray(Math.max(0, buffer.length - longest + 1)))
    }
    return { found, bytes: read }
  }

  function look(buffer: Buffer, seen: number, hit: (needle: Needle, at: number) => void): void {
    let [high, low] = [0, 0] // the window's bytes
    for (let at = 0; at < buffer.length; at++) {
      high = (high << 8) | (low >>> 24)
      low = (low << 8) | (buffer[at] as number)
      if (at < WINDOW - 1) continue
      const slot = slotOf(high, low)
      if (slots[slot] === 0) continue
      const from = at - WINDOW + 1
      for (const needle of bySlot.get(slot) ?? []) {
        const end = from + needle.bytes.length
        if (end <= seen || end > buffer.length) continue
        if (buffer.compare(needle.bytes, 0, needle.bytes.length, from, end) === 0) hit(needle, from)
      }
    }
  }

  return { scan }
}

function slotOf(high: number, low: number): number {
  const mixed = Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1)
}

/** How much was read, for people. @throws {Error} if a place held nothing at all */
export function told(results: readonly Searched[]): string {
  return results
    .map(({ place, files, bytes, unpacked: inside, tooLarge }) => {
      if (files === 0 || bytes === 0) throw new Error(`nothing was read in ${place}`)
      const more = tooLarge > 0 ? `, ${tooLarge} too large to unpack` : ""
      return `${place}: ${files} files, ${bytes} bytes, ${inside} more unpacked${more}`
    })
    .join("\n")
}
