// Writing one blob of a case store's folder (src/cases/blobs.ts), synced before it counts: by the process that has the store, and by
// the threads beside it, which know nothing else of it.
import { closeSync, fsync, openSync, writeSync } from "node:fs"
import { open, rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { BLOB_NAME } from "../cases/blobs.ts"
import { CasesError } from "../cases/errors.ts"
import type { Bytes } from "../core/chunks.ts"
import { collector } from "./memory.ts"

const PRIVATE = 0o600

/** Writes a blob. @param step called before and after it, as in store-folder.ts */
export async function writeBlob(
  folder: string,
  name: string,
  bytes: Bytes,
  step: (step: "write" | "written") => void = () => {},
): Promise<void> {
  step("write")
  await orNothing(folder, name, (path) => writeSynced(path, bytes))
  step("written")
}

/** The same on this thread, which waits for nothing but the disk at the end: handing each step to another thread takes longer than it. */
export function writeBlobHere(folder: string, name: string, bytes: Bytes): Promise<void> {
  return orNothing(folder, name, async (path) => {
    const file = openSync(path, "wx", PRIVATE)
    try {
      for await (const chunk of bytes) {
        for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at)
        collected(chunk.length)
      }
      await synced(file)
    } finally {
      closeSync(file)
    }
  })
}

/** Writes a new private file, synced. */
export async function writeSynced(path: string, bytes: Bytes): Promise<void> {
  const file = await open(path, "wx", PRIVATE)
  try {
    for await (const chunk of bytes) {
      await file.writeFile(chunk)
      collected(chunk.length)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** @throws {CasesError} `store-malformed` */
export function requireName(name: string): void {
  if (!BLOB_NAME.test(name)) throw new CasesError("store-malformed", "not the name of a part of a store")
}

// Under its own name at once: nothing knows that name before a head does.
async function orNothing(
  folder: string,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<void> {
  requireName(name)
  const path = join(folder, name)
  try {
    await write(path)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

const synced = promisify(fsync)

let collect: ReturnType<typeof collector> | undefined

function collected(bytes: number): void {
  collect ??= collector()
  collect(bytes)
}
