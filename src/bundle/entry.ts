// One entry of a bundle's zip (PROTOCOL section 11): where its bytes lie, reading them from there, and what they must be. Needs no
// zip library: whoever was told a place, a thread beside the one that read the directory too, reads the same bytes.
import { BundleError, type BundleIndex } from "../core/bundle.ts"
import { hex } from "../core/bytes.ts"
import { collect } from "../core/chunks.ts"
import { type Digest, sha256Platform } from "../core/webcrypto.ts"
import { type Crc32, tableCrc32 } from "./crc32.ts"

/** Bytes that can be read from any place, as a file can. */
export interface RandomAccess {
  readonly size: number
  /** @returns exactly `length` bytes from `offset` on, or fewer only at the end */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** Where an entry's stored bytes lie, and the checksum that the zip's headers give them. Plain data. */
export interface Placed {
  readonly at: number
  readonly size: number
  readonly crc32: number
}

/** One entry: its bytes, once read, are whatever the zip holds; what they must be is in bundle.json. */
export interface ZipEntry {
  readonly name: string
  readonly size: number
  /** @throws {BundleError} `bundle-malformed` where what stands beside the bytes is not what the directory says, or they lie over others */
  place(): Promise<Placed>
  /** @throws {BundleError} `bundle-malformed`, as {@link ZipEntry.place} and {@link readPlaced} */
  bytes(): AsyncGenerator<Uint8Array>
}

const CHUNK = 128 * 1024 // bytes: the smallest containers are one

/**
 * The bytes of an entry.
 * @throws {BundleError} `bundle-malformed` if they are cut off, or have another checksum
 * @throws whatever `file` threw
 */
export async function* readPlaced(
  file: RandomAccess,
  { at, size, crc32 }: Placed,
  sumOf: Crc32 = tableCrc32,
): AsyncGenerator<Uint8Array> {
  let sum = 0
  for (let done = 0; done < size; ) {
    const chunk = await file.read(at + done, Math.min(CHUNK, size - done))
    if (chunk.length === 0) throw malformed("cut off within an entry")
    sum = sumOf(chunk, sum)
    done += chunk.length
    yield chunk
  }
  if (sum !== crc32) throw malformed("an entry has another checksum than its headers say")
}

/**
 * A small entry, whole.
 * @throws {BundleError} `bundle-mismatch` if it is not what the index says
 */
export async function wholeEntry(
  { index }: { readonly index: BundleIndex },
  entry: ZipEntry,
  max: number,
  digest: Digest = sha256Platform,
): Promise<Uint8Array> {
  const bytes = await collect(entry.bytes(), max)
  requireHash(index, entry.name, hex(await digest(bytes)))
  return bytes
}

/** @throws {BundleError} `bundle-mismatch` unless the index gives `path` this hash */
export function requireHash(index: BundleIndex, path: string, found: string): void {
  if (index.files[path]?.sha256 !== found)
    throw new BundleError("bundle-mismatch", "a file is not what the index says")
}

/** What a zip that Cairn would not have written is answered with. */
export function malformed(why: string): BundleError {
  return new BundleError("bundle-malformed", why)
}
