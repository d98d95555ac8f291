// A case store as a folder (src/cases/blobs.ts): `head`, and blobs under random names. Each is written
// and synced; then the head, beside its place, which is renamed. The head that was before is overwritten where it lay, because it holds the keys to all that is
// gone. One process at a time has it.
import { closeSync, existsSync, openSync } from "node:fs"
import { link, open, readdir, readFile, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import Database from "better-sqlite3"
import type { Blobs } from "../cases/blobs.ts"
import { CasesError } from "../cases/errors.ts"
import { requireName, writeBlob, writeSynced } from "./blob-file.ts"
import { isThere, makeFolder, readStream, syncFolder } from "./files.ts"

const HEAD = "head"
const NEXT = "head.next"
const OLD = "head.old" // another name of the head that was, until it is overwritten: a crash must not leave it where nobody finds it
const LOCK = "lock.db" // released by the system when its process ends, however that ends

const OURS = /^([0-9a-f]{32}|head\.next)$/ // nothing else in the folder is touched

/** Called before each step that a crash could fall on: tests stop there. */
export type Step = (step: "write" | "written" | "sync" | "head" | "linked" | "renamed" | "gone") => void

/**
 * Opens, or begins, a store's folder.
 * @throws {CasesError} `store-busy`
 */
export async function storeFolder(path: string, step: Step = () => {}): Promise<Blobs> {
  await makeFolder(path)
  const unlock = lock(join(path, LOCK))
  const at = (name: string): string => join(path, name)
  await wipeLeft(at(OLD), at(HEAD))
  await wipeLeft(at(NEXT), at(HEAD))
  return {
    async head() {
      try {
        return new Uint8Array(await readFile(at(HEAD)))
      } catch (error) {
        // Only what is not there is none: a head that cannot be read would be written over, with all that it names.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
        throw error
      }
    },
    async *read(name) {
      requireName(name)
      try {
        yield* readStream(at(name))
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause
        throw new CasesError("store-malformed", "a part of the store is not there", { cause })
      }
    },
    write: (name, bytes) => writeBlob(path, name, bytes, step),
    async commit(head, gone) {
      step("sync")
      await syncFolder(path)
      await rm(at(NEXT), { force: true })
      await writeSynced(at(NEXT), [head])
      const before = (await isThere(at(HEAD))) ? await open(at(HEAD), "r+") : undefined
      try {
        step("head")
        // Not on every file system: there a crash leaves it to whoever reads the bare disk.
        if (before !== undefined) await link(at(HEAD), at(OLD)).catch(() => {})
        step("linked")
        await rename(at(NEXT), at(HEAD))
        await syncFolder(path)
        step("renamed")
        if (before !== undefined) {
          const { size } = await before.stat()
          await before.write(new Uint8Array(size), 0, size, 0)
          await before.sync()
          await rm(at(OLD), { force: true })
        }
      } finally {
        await before?.close()
      }
      step("gone")
      for (const name of gone) await rm(at(name), { force: true })
    },
    async sweep(kept) {
      for (const name of await readdir(path))
        if (OURS.test(name) && !kept.has(name)) await rm(at(name), { force: true })
    },
    close: async () => unlock(),
  }
}

// What a crash left of a head that does not count. Where it still is the head that does, under two names, only the name goes.
async function wipeLeft(path: string, head: string): Promise<void> {
  const [left, counts] = await Promise.all(
    [path, head].map((one) => stat(one, { bigint: true }).catch(noFile)),
  )
  if (left === undefined) return
  if (counts !== undefined && (left.ino !== counts.ino || left.dev !== counts.dev)) {
    const file = await open(path, "r+")
    try {
      await file.write(new Uint8Array(Number(left.size)), 0, Number(left.size), 0)
      await file.sync()
    } finally {
      await file.close()
    }
  }
  if (counts !== undefined) await rm(path, { force: true })
}

function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
}

function lock(path: string): () => void {
  let database: Database.Database | undefined
  try {
    if (!existsSync(path)) closeSync(openSync(path, "ax", 0o600))
    database = new Database(path, { timeout: 0 })
    database.pragma("journal_mode = MEMORY") // no second file beside it
    database.exec("BEGIN EXCLUSIVE")
  } catch (cause) {
    database?.close()
    throw new CasesError("store-busy", "another process has this store open", { cause })
  }
  return () => database.close()
}
