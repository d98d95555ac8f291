// POSIX ustar as Cairn writes and reads it (PROTOCOL section 4): regular files, mode 0600, every time and owner zero.
// A header is taken only if it is the very block we would have written, so nothing can hide in one.
import { createTarPacker } from "modern-tar"
import { equal, isZero } from "../bytes.ts"
import type { Reader } from "../chunks.ts"
import { CodedError } from "../errors.ts"

export class TarError extends CodedError<"tar-malformed"> {}

const BLOCK = 512
const REGULAR = 0x30 // the type flag `0`
const NAME_FIELD = 100 // bytes at the start of a header; no name of ours is longer
const MAX_FILE = 8 ** 11 - 1 // eleven octal digits

/** The two zero blocks that end a tar. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK)

/** Bytes that a file of `size` bytes takes in a tar, header and filling included. */
export function tarEntrySize(size: number): number {
  return BLOCK + size + fillOf(size)
}

/**
 * The header block of a file.
 * @throws {TarError} `tar-malformed` for a file of 8 GiB or more
 */
export async function tarHeader(name: string, size: number): Promise<Uint8Array> {
  if (!Number.isSafeInteger(size) || size < 0 || size > MAX_FILE) {
    throw new TarError("tar-malformed", "a file in a tar is under 8 GiB")
  }
  const empty = made.get(name) ?? (await emptyHeader(name))
  if (made.size < MOST_MADE) made.set(name, empty)
  return sized(empty, size)
}

// Headers of empty files, by name: a package has three names, a container a few, and the library makes a stream for each header.
const made = new Map<string, Uint8Array>()
const MOST_MADE = 1024

async function emptyHeader(name: string): Promise<Uint8Array> {
  const { readable, controller } = createTarPacker()
  controller.add({ name, size: 0, mode: 0o600, uid: 0, gid: 0, mtime: new Date(0), type: "file" })
  const reader = readable.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  // For a name that ustar has no room for, the packer begins with a pax header, which is another type of block.
  if (value?.length !== BLOCK || value[156] !== REGULAR) throw new TarError("tar-malformed", "name too long")
  return value
}

const [SIZE_AT, SUM_AT] = [124, 148] // of ustar: eleven octal digits; six, then a zero and a space

function sized(empty: Uint8Array, size: number): Uint8Array {
  const block = Uint8Array.from(empty)
  octal(block, SIZE_AT, 11, size)
  block.fill(0x20, SUM_AT, SUM_AT + 8) // as the sum counts its own field
  octal(block, SUM_AT, 6, sumOf(block))
  block[SUM_AT + 6] = 0
  return block
}

function octal(block: Uint8Array, at: number, digits: number, value: number): void {
  const text = value.toString(8).padStart(digits, "0")
  for (let i = 0; i < digits; i++) block[at + i] = text.charCodeAt(i)
}

function sumOf(block: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < block.length; i++) sum += block[i] as number
  return sum
}

/** The zeros after a file of `size` bytes. */
export function tarFill(size: number): Uint8Array {
  return new Uint8Array(fillOf(size))
}

/**
 * The next file's header, which must bear one of `names`; the file's bytes come next in `reader`.
 * @returns the name and size, or undefined at the two zero blocks, which are consumed
 * @throws {TarError} `tar-malformed`
 * @throws {ReadError} `truncated`
 */
export async function readTarHeader(
  reader: Reader,
  names: readonly string[],
): Promise<{ name: string; size: number } | undefined> {
  const block = await reader.take(BLOCK)
  if (isZero(block)) {
    if (!isZero(await reader.take(BLOCK))) throw new TarError("tar-malformed", "one zero block is not an end")
    return undefined
  }
  const size = Number.parseInt(String.fromCharCode(...block.subarray(SIZE_AT, SIZE_AT + 11)), 8)
  for (const name of names) {
    if (!begins(block, name)) continue
    if (equal(block, await tarHeader(name, size))) return { name, size }
  }
  throw new TarError("tar-malformed", "not a header that may stand here")
}

function begins(block: Uint8Array, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (block[i] !== name.charCodeAt(i)) return false
  return true
}

/**
 * The next file's header, whatever its name is, if it fits.
 * @param fits must match the whole name, and nothing that leaves a folder
 * @returns as {@link readTarHeader}
 * @throws {TarError} `tar-malformed` @throws {ReadError} `truncated`
 */
export async function readTarHeaderLike(
  reader: Reader,
  fits: RegExp,
): Promise<{ name: string; size: number } | undefined> {
  const block = await reader.peek(BLOCK)
  const field = block.subarray(0, NAME_FIELD)
  const end = field.indexOf(0)
  const name = String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)))
  if (name !== "" && !fits.test(name)) throw new TarError("tar-malformed", "not a header that may stand here")
  return readTarHeader(reader, [name])
}

/**
 * Steps over the zeros after a file of `size` bytes.
 * @throws {TarError} `tar-malformed` if they are not zeros
 */
export async function skipTarFill(reader: Reader, size: number): Promise<void> {
  if (!isZero(await reader.take(fillOf(size)))) throw new TarError("tar-malformed", "data where zeros belong")
}

function fillOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK
}
