// Files as the command line reads and writes them: whole or not at all, synced before they get their name, and private
// ones readable by their owner alone.

import { randomBytes } from "node:crypto"
import { createReadStream, readSync } from "node:fs"
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { RandomAccess } from "../bundle/entry.ts"
import type { Bytes } from "../core/chunks.ts"
import { CliError } from "./errors.ts"
import { guard, release } from "./leftovers.ts"
import { collector } from "./memory.ts"

const BUFFER = 1024 * 1024
const SHORT = 4096 // bytes

/** A file's bytes as a stream; `-` is stdin. */
export function readStream(path: string): Bytes {
  return path === "-" ? process.stdin : createReadStream(path, { highWaterMark: BUFFER })
}

/** A small file, whole; `-` is stdin. @throws {CliError} `file` if it is larger than `max` bytes */
export async function readSmall(path: string, max = 64 * BUFFER): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of readStream(path)) {
    size += chunk.length
    if (size > max) throw new CliError("file", `too large: ${path}`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

/** Lets `use` read a file at any place, as long as it takes. */
export async function withFile<T>(path: string, use: (file: RandomAccess) => Promise<T>): Promise<T> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(length)
      // Of a header a few bytes are asked for: to hand that to another thread takes longer than to read it.
      if (length <= SHORT) return bytes.subarray(0, readSync(handle.fd, bytes, 0, length, offset))
      const { bytesRead } = await handle.read(bytes, 0, length, offset)
      return bytes.subarray(0, bytesRead)
    }
    return await use({ size, read })
  } finally {
    await handle.close()
  }
}

/** Whether it begins as a zip does. */
export async function isZip(file: RandomAccess): Promise<boolean> {
  const [p, k] = await file.read(0, 2)
  return p === 0x50 && k === 0x4b
}

/** A text file. */
export function readText(path: string): Promise<string> {
  return path === "-" ? readSmall(path).then((b) => Buffer.from(b).toString("utf8")) : readFile(path, "utf8")
}

/** A JSON file. @throws {CliError} `file` */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path)
  try {
    return JSON.parse(text)
  } catch {
    throw new CliError("file", `not JSON: ${path}`) // the parser's own message would quote the text
  }
}

/**
 * @throws {CliError} `exists` if something is there already: nothing is ever overwritten
 * @throws if its folder is not there
 */
export async function requireAbsent(path: string): Promise<void> {
  await stat(dirname(path))
  if (await isThere(path)) {
    throw new CliError("exists", `there already: ${path}`, "choose another name, or move it away")
  }
}

/** Whether something has this name. */
export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A name beside `path` that nobody else uses, for writing before publishing. */
export function besides(path: string): string {
  return join(dirname(path), `.cairn-${randomBytes(8).toString("hex")}.part`)
}

/** Writes a new private file (0600) in one step. @throws {CliError} `exists` */
export async function writePrivate(path: string, data: Bytes | string): Promise<void> {
  await writeThen(path, writerOf(data), () => requireAbsent(path))
}

/** The same, where `write` hands over the bytes. @returns what it returned */
export function writePrivateBy<T>(path: string, write: Write<T>): Promise<T> {
  return writeThen(path, write, () => requireAbsent(path))
}

/** The same, in place of whatever had that name. */
export async function replacePrivate(path: string, data: string): Promise<void> {
  await writeThen(path, writerOf(data), async () => {})
}

/** The same, where `write` hands over the bytes. */
export async function replacePrivateBy(path: string, write: Write<void>): Promise<void> {
  await writeThen(path, write, async () => {})
}

type Write<T> = (sink: (chunk: Uint8Array | string) => Promise<void>) => Promise<T>

function writerOf(data: Bytes | string): Write<void> {
  return async (sink) => {
    if (typeof data === "string") await sink(data)
    else for await (const chunk of data) await sink(chunk)
  }
}

async function writeThen<T>(path: string, write: Write<T>, check: () => Promise<void>): Promise<T> {
  const part = besides(path)
  guard(part)
  const file = await open(part, "wx", 0o600)
  try {
    const collect = collector()
    const written = await write(async (chunk) => {
      await file.writeFile(chunk)
      collect(chunk.length)
    })
    await file.sync()
    await file.close()
    await check()
    await rename(part, path)
    await syncFolder(dirname(path))
    return written
  } catch (error) {
    await file.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  } finally {
    release(part)
  }
}

/** Makes the entries of a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder: FileHandle = await open(path, "r")
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** A folder for its owner alone. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}
