// A bundle's zip, read from wherever it lies by any place in it (PROTOCOL section 11). Only zips as Cairn writes them:
// stored, plain names, nothing before, between or after that another program could read differently.
import { configure, Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-custom.js"
import { BundleError, type BundleIndex, decodeBundleIndex, INDEX } from "../core/bundle.ts"
import { hex } from "../core/bytes.ts"
import { collect } from "../core/chunks.ts"
import { sha256Platform } from "../core/webcrypto.ts"

/** Bytes that can be read from any place, as a file can. */
export interface RandomAccess {
  readonly size: number
  /** @returns exactly `length` bytes from `offset` on, or fewer only at the end */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** One entry: its bytes, once read, are whatever the zip holds; what they must be is in bundle.json. */
export interface ZipEntry {
  readonly name: string
  readonly size: number
  bytes(): AsyncGenerator<Uint8Array>
}

/** A bundle whose index and entries fit each other; no byte of the entries is read yet. */
export interface Bundle {
  readonly index: BundleIndex
  readonly entries: ReadonlyMap<string, ZipEntry>
}

const INDEX_MAX = 64 * 1024 * 1024 // some 300 000 files
const DIRECTORY_MAX = 256 * 1024 * 1024 // the zip reader takes the directory whole
/** Entries of a bundle: the zip reader keeps some six kilobytes for each, and a million would be the end of the process. */
export const MOST_ENTRIES = 200_000
const STRICT = {
  strictness: "strict",
  checkOverlappingEntry: true, // and so the descriptors after the data are compared too
  useWebWorkers: false,
} as const

/**
 * Reads what a bundle holds, without the index itself.
 * @throws {BundleError} `bundle-malformed`, `bundle-mismatch`
 * @throws whatever `file` threw
 */
export async function readBundle(file: RandomAccess, format: BundleIndex["format"]): Promise<Bundle> {
  const entries = new Map(await readZip(file))
  const last = [...entries.values()].at(-1)
  if (last?.name !== INDEX) throw malformed("bundle.json is not its last entry")
  const index = decodeBundleIndex(await collect(last.bytes(), INDEX_MAX))
  if (index.format !== format) throw malformed("a bundle of another kind")
  entries.delete(INDEX)
  const said = Object.entries(index.files)
  if (said.length !== entries.size || said.some(([path, { size }]) => entries.get(path)?.size !== size))
    throw new BundleError("bundle-mismatch", "its entries are not those of its index")
  return { index, entries }
}

/**
 * A small entry, whole.
 * @throws {BundleError} `bundle-mismatch` if it is not what the index says
 */
export async function wholeEntry({ index }: Bundle, entry: ZipEntry, max: number): Promise<Uint8Array> {
  const bytes = await collect(entry.bytes(), max)
  requireHash(index, entry.name, hex(await sha256Platform(bytes)))
  return bytes
}

/** @throws {BundleError} `bundle-mismatch` unless the index gives `path` this hash */
export function requireHash(index: BundleIndex, path: string, found: string): void {
  if (index.files[path]?.sha256 !== found)
    throw new BundleError("bundle-mismatch", "a file is not what the index says")
}

/**
 * The entries of a zip, in the order of its directory, by name.
 * @throws {BundleError} `bundle-malformed`
 * @throws whatever `file` threw
 */
export async function readZip(file: RandomAccess): Promise<ReadonlyMap<string, ZipEntry>> {
  configure({ useWebWorkers: false, useCompressionStream: false })
  const trouble: { cause?: unknown } = {}
  const entries = new Map<string, ZipEntry>()
  let sum = 0
  try {
    const zip = new ZipReader(new FileReader(file, trouble), STRICT)
    let count = 0 // first, and none of them is kept
    for await (const _ of zip.getEntriesGenerator())
      if (++count > MOST_ENTRIES) throw malformed("more entries than a bundle may have")
    for (const entry of await zip.getEntries()) {
      const { filename: name, uncompressedSize: size, compressionMethod, encrypted, compressedSize } = entry
      const plain = !entry.directory && !encrypted && compressionMethod === 0 && compressedSize === size
      sum += size
      // Stored entries that do not lie over each other are never more than the file: anything else unfolds.
      if (entry.directory || !plain || entries.has(name) || sum > file.size)
        throw malformed("an entry is not stored as it must be")
      entries.set(name, { name, size, bytes: () => bytesOf(entry, trouble) })
    }
  } catch (error) {
    throw named(error, trouble)
  }
  return entries
}

type FileEntry = Exclude<Awaited<ReturnType<ZipReader<unknown>["getEntries"]>>[number], { directory: true }>

async function* bytesOf(entry: FileEntry, trouble: { cause?: unknown }): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream()
  const reader = readable.getReader()
  const done = entry.getData(writable, { checkCrc32: true })
  // An entry that fails before its first byte never touches the stream: a read would wait for ever. (Not by a race: each
  // one would keep its chunk until the last.)
  done.catch(() => reader.cancel().catch(() => {}))
  try {
    for (;;) {
      const { done: ended, value } = await reader.read()
      if (ended) break
      yield value
    }
    await done
  } catch (error) {
    throw named(error, trouble)
  } finally {
    await reader.cancel().catch(() => {})
  }
}

// The zip library's errors are texts; a file that cannot be read is the machine's trouble, and stays what it was.
function named(error: unknown, { cause }: { cause?: unknown }): unknown {
  if (cause !== undefined) return cause
  if (error instanceof BundleError) return error
  return malformed("not a zip as bundles are")
}

function malformed(why: string): BundleError {
  return new BundleError("bundle-malformed", why)
}

/** What the zip library reads from. Owns nothing; remembers the first trouble with the file. */
class FileReader extends Reader<RandomAccess> {
  readonly #file: RandomAccess
  readonly #trouble: { cause?: unknown }

  constructor(file: RandomAccess, trouble: { cause?: unknown }) {
    super(file)
    this.#file = file
    this.#trouble = trouble
    this.size = file.size
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    if (length > DIRECTORY_MAX) throw malformed("its directory is too large")
    try {
      return await this.#file.read(offset, Math.min(length, Math.max(0, this.size - offset)))
    } catch (error) {
      this.#trouble.cause ??= error
      throw error
    }
  }
}
