// Files that are whole or not there: written under a temporary name, synced, renamed, and their folder synced before
// anybody is told. Writers that need one folder at the same time share one sync of it.
import { randomUUID } from "node:crypto"
import { closeSync, fsync, futimesSync, openSync, renameSync, rmSync, write, writeSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import type { Bytes } from "../../core/chunks.ts"
import { dateAll, midnight } from "./days.ts"
import { temporaryFolder } from "./places.ts"

// Only what waits for the disk goes to the thread pool. The rest ends in the page cache at once; sent to the pool it would
// queue behind other writers' syncs, four to a process.
const sync = promisify(fsync)
const writeLater = promisify(write)
const CACHED = 1024 * 1024 // bytes of one file that are written at once: past it, the system may make writers wait

/** A file that is written and synced, but not yet where it belongs. */
export interface Written {
  readonly path: string
  readonly size: number
}

/** Writes and syncs a temporary file. Whatever goes wrong, nothing of it is left. */
export async function writeFile(data: string, bytes: Bytes | Uint8Array, day: string): Promise<Written> {
  const path = join(temporaryFolder(data), randomUUID())
  const time = midnight(day)
  try {
    const size = await fill(path, bytes, time)
    return { path, size }
  } catch (error) {
    remove([path], day)
    throw error
  }
}

async function fill(path: string, bytes: Bytes | Uint8Array, time: number): Promise<number> {
  const file = openSync(path, "wx", 0o600)
  try {
    let size = 0
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      for (let at = 0; at < chunk.length; ) {
        const left = chunk.length - at
        at +=
          size + at < CACHED
            ? writeSync(file, chunk, at, left)
            : (await writeLater(file, chunk, at, left, null)).bytesWritten
      }
      size += chunk.length
    }
    futimesSync(file, time, time) // before the sync, so that the hour of writing does not reach the disk
    await sync(file)
    return size
  } finally {
    closeSync(file)
  }
}

/** Moves written files to where they belong; afterwards both names and bytes survive a power loss. */
export async function publish(
  moves: readonly (readonly [from: Written, to: string])[],
  day: string,
): Promise<void> {
  for (const [from, to] of moves) renameSync(from.path, to)
  const folders = [...new Set(moves.map(([, to]) => dirname(to)))]
  await Promise.all(folders.map((folder) => syncFolder(folder)))
  const [first] = moves
  dateAll(first === undefined ? folders : [...folders, dirname(first[0].path)], day)
}

/** Takes files away that nobody was told of. */
export function remove(paths: readonly string[], day: string): void {
  for (const path of paths) rmSync(path, { force: true })
  dateAll([...new Set(paths.map((path) => dirname(path)))], day)
}

const running = new Map<string, Promise<void>>()
const waiting = new Map<string, Promise<void>>()

/** Syncs a folder's entries. Calls made while a sync runs share the next one, which begins after all of them. */
export function syncFolder(folder: string): Promise<void> {
  const next = waiting.get(folder)
  if (next !== undefined) return next
  const before = running.get(folder)
  if (before === undefined) return begin(folder)
  const following = before.then(
    () => begin(folder),
    () => begin(folder),
  )
  waiting.set(folder, following)
  return following
}

function begin(folder: string): Promise<void> {
  waiting.delete(folder)
  const now = syncNow(folder)
  running.set(folder, now)
  const over = (): void => {
    if (running.get(folder) === now) running.delete(folder)
  }
  now.then(over, over)
  return now
}

async function syncNow(folder: string): Promise<void> {
  const handle = openSync(folder, "r")
  try {
    await sync(handle)
  } finally {
    closeSync(handle)
  }
}
