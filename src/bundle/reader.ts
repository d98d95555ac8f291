// A bundle's zip, read from wherever it lies by any place in it (PROTOCOL section 11). Only zips as Cairn writes them:
// stored, plain names, nothing before, between or after that another program could read differently.
import { configure, Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-custom.js"
import { BundleError, type BundleIndex, decodeBundleIndex, INDEX, MOST_ENTRIES } from "../core/bundle.ts"
import { collect } from "../core/chunks.ts"
import { malformed, type Placed, type RandomAccess, readPlaced, type ZipEntry } from "./entry.ts"

/** A bundle whose index and entries fit each other; no byte of the entries is read yet. */
export interface Bundle {
  readonly index: BundleIndex
  readonly entries: ReadonlyMap<string, ZipEntry>
}

const INDEX_MAX = 64 * 1024 * 1024 // some 300 000 files
const DIRECTORY_MAX = 256 * 1024 * 1024 // the zip reader takes the directory whole
const STRICT = {
  strictness: "strict",
  checkOverlappingEntry: true, // and so the descriptors after the data are compared too
  useWebWorkers: false,
} as const

/**
 * Reads what a bundle holds, without the index itself.
 * @param most entries that it may have, the index among them
 * @throws {BundleError} `bundle-malformed`, `bundle-mismatch`
 * @throws whatever `file` threw
 */
export async function readBundle(
  file: RandomAccess,
  format: BundleIndex["format"],
  most = MOST_ENTRIES,
): Promise<Bundle> {
  const entries = new Map(await readZip(file, most))
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
 * The entries of a zip, in the order of its directory, by name.
 * @param most of them that there may be
 * @throws {BundleError} `bundle-malformed`
 * @throws whatever `file` threw
 */
export async function readZip(
  file: RandomAccess,
  most = MOST_ENTRIES,
): Promise<ReadonlyMap<string, ZipEntry>> {
  configure({ useWebWorkers: false, useCompressionStream: false })
  const trouble: { cause?: unknown } = {}
  const entries = new Map<string, ZipEntry>()
  let sum = 0
  try {
    const zip = new ZipReader(new FileReader(file, trouble), STRICT)
    let count = 0 // first, and none of them is kept
    for await (const _ of zip.getEntriesGenerator())
      if (++count > most) throw malformed("more entries than a bundle may have")
    for (const entry of await zip.getEntries()) {
      const { filename: name, uncompressedSize: size, compressionMethod, encrypted, compressedSize } = entry
      const plain = !entry.directory && !encrypted && compressionMethod === 0 && compressedSize === size
      sum += size
      // Stored entries that do not lie over each other are never more than the file: anything else unfolds.
      if (entry.directory || !plain || entries.has(name) || sum > file.size)
        throw malformed("an entry is not stored as it must be")
      const place = (): Promise<Placed> => placeOf(entry, trouble)
      entries.set(name, { name, size, place, bytes: () => bytesAt(file, place) })
    }
  } catch (error) {
    throw named(error, trouble)
  }
  return entries
}

type FileEntry = Exclude<Awaited<ReturnType<ZipReader<unknown>["getEntries"]>>[number], { directory: true }>

// The library compares what stands before and after the bytes with the directory, and hands over none of them.
async function placeOf(entry: FileEntry, trouble: { cause?: unknown }): Promise<Placed> {
  try {
    await entry.getData(NOWHERE, { checkOverlappingEntryOnly: true })
  } catch (error) {
    throw named(error, trouble)
  }
  const { uncompressedSize: size, crc32, localDirectory } = entry
  if (localDirectory === undefined || crc32 === undefined) throw malformed("an entry without a header")
  return { at: localDirectory.dataOffset, size, crc32 }
}

async function* bytesAt(file: RandomAccess, place: () => Promise<Placed>): AsyncGenerator<Uint8Array> {
  yield* readPlaced(file, await place())
}

const NOWHERE = new WritableStream<Uint8Array>({ write: () => {} }) // asked for, and never written to

// The zip library's errors are texts; a file that cannot be read is the machine's trouble, and stays what it was.
function named(error: unknown, { cause }: { cause?: unknown }): unknown {
  if (cause !== undefined) return cause
  if (error instanceof BundleError) return error
  return malformed("not a zip as bundles are")
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
