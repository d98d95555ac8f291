// A case store as one file (src/cases/blobs.ts), for a page that has no folder: a stored zip of the head and the blobs. What changes
// stays outside until it is saved; saving gives parts, of which most are slices of the file that was opened, so a store of any
// size is never whole in memory. Whoever saves replaces the file that was before: two of one store are two stores.

import { tableCrc32 } from "../bundle/crc32.ts"
import type { RandomAccess } from "../bundle/entry.ts"
import { readZip } from "../bundle/reader.ts"
import { BundleError } from "../core/bundle.ts"
import { type Bytes, collect } from "../core/chunks.ts"
import { BLOB_NAME, type Blobs } from "./blobs.ts"
import { CasesError } from "./errors.ts"
import { directoryEntry, end, LOCAL_CRC, localHeader } from "./zip-records.ts"

/** Bytes that the page keeps for us: a `Blob` there, an array in a test. */
export interface Piece<T> {
  readonly piece: T
  bytes(): Bytes
}

/** A part of the file to be saved: bytes, a slice of the file that was opened, or a piece. */
export type SavedPart<T> =
  | { readonly bytes: Uint8Array }
  | { readonly slice: { readonly from: number; readonly to: number } }
  | { readonly piece: T }

/** A store in one file, and what to save. */
export interface OneFile<T> extends Blobs {
  /** Whether there is anything that the file that was opened has not. */
  readonly dirty: () => boolean
  readonly parts: () => readonly SavedPart<T>[]
}

interface Entry<T> {
  readonly size: number
  readonly crc: number
  readonly at: { readonly from: number } | Piece<T>
}

const HEAD = "head"
const HEAD_MAX = 512 * 1024 * 1024

/**
 * Opens a store's file, or begins one.
 * @param keep keeps bytes outside memory
 * @throws {CasesError} `store-malformed`
 */
export async function oneFile<T>(
  file: RandomAccess | null,
  keep: (bytes: Bytes) => Promise<Piece<T>>,
): Promise<OneFile<T>> {
  const entries = file === null ? new Map<string, Entry<T>>() : await entriesOf<T>(file)
  let dirty = false
  const read = (name: string): Bytes => {
    const entry = entries.get(name)
    if (entry === undefined) throw new CasesError("store-malformed", "a part of the store is not there")
    if (!("from" in entry.at)) return entry.at.bytes()
    return slices(file as RandomAccess, entry.at.from, entry.at.from + entry.size)
  }
  const add = async (name: string, bytes: Bytes): Promise<Entry<T>> => {
    let [crc, size] = [0, 0]
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        crc = tableCrc32(chunk, crc)
        size += chunk.length
        yield chunk
      }
    }
    const at = await keep(counted())
    const entry: Entry<T> = { size, crc, at }
    if (name !== HEAD) entries.set(name, entry)
    return entry
  }
  return {
    head: async () => (entries.has(HEAD) ? collect(read(HEAD), HEAD_MAX) : null),
    read,
    async write(name, bytes) {
      if (!BLOB_NAME.test(name)) throw new CasesError("store-malformed", "not the name of a part of a store")
      await add(name, bytes)
    },
    async commit(head, gone) {
      const entry = await add(HEAD, [head])
      for (const name of gone) entries.delete(name)
      entries.delete(HEAD)
      entries.set(HEAD, entry)
      dirty = true
    },
    async sweep(kept) {
      for (const name of [...entries.keys()]) if (name !== HEAD && !kept.has(name)) entries.delete(name)
    },
    close: async () => {},
    dirty: () => dirty,
    parts: () => partsOf(entries),
  }
}

// Local headers are as long as their names make them, and nothing lies between: so each entry's place follows from those before.
async function entriesOf<T>(file: RandomAccess): Promise<Map<string, Entry<T>>> {
  const entries = new Map<string, Entry<T>>()
  let at = 0
  try {
    for (const { name, size } of (await readZip(file)).values()) {
      if (name !== HEAD && !BLOB_NAME.test(name)) throw new BundleError("bundle-malformed", "not a store's")
      const header = localHeader(name, size, 0)
      const there = await file.read(at, header.length)
      const crc = new DataView(there.buffer, there.byteOffset, there.length).getUint32(LOCAL_CRC, true)
      entries.set(name, { size, crc, at: { from: at + header.length } })
      at += header.length + size
    }
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause
    throw new CasesError("store-malformed", "not the file of a store", { cause })
  }
  return entries
}

function partsOf<T>(entries: ReadonlyMap<string, Entry<T>>): SavedPart<T>[] {
  const parts: SavedPart<T>[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const [name, { size, crc, at: where }] of entries) {
    const header = localHeader(name, size, crc)
    parts.push({ bytes: header })
    if ("from" in where) parts.push({ slice: { from: where.from, to: where.from + size } })
    else parts.push({ piece: where.piece })
    directory.push(directoryEntry(name, size, crc, at))
    at += header.length + size
  }
  const listed = directory.reduce((sum, { length }) => sum + length, 0)
  return [...parts, ...directory.map((bytes) => ({ bytes })), { bytes: end(entries.size, listed, at) }]
}

const STEP = 1024 * 1024

async function* slices(file: RandomAccess, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += STEP) yield await file.read(at, Math.min(STEP, to - at))
}

/** The bytes of saved parts, one after another: what a `Blob` of them would be. */
export async function* savedBytes<T>(
  parts: readonly SavedPart<T>[],
  file: RandomAccess | null,
  pieceBytes: (piece: T) => Bytes,
): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if ("bytes" in part) yield part.bytes
    else if ("piece" in part) yield* pieceBytes(part.piece)
    else yield* slices(file as RandomAccess, part.slice.from, part.slice.to)
  }
}
