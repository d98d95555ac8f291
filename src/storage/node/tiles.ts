// Files of the log (PROTOCOL section 8): immutable tiles, and the checkpoint, which is replaced whole.
import { mkdir, readFile } from "node:fs/promises"
import { dirname } from "node:path"
import { dateAll } from "./days.ts"
import { isMissing } from "./errors.ts"
import { publish, syncFolder, writeFile } from "./files.ts"
import { logFile } from "./places.ts"

/** As the port's `logFile`. */
export async function readLogFile(data: string, path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(logFile(data, path)))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** As the port's `putLogFile`. */
export async function putLogFile(data: string, path: string, bytes: Uint8Array, day: string): Promise<void> {
  const place = logFile(data, path)
  const first = await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  if (first !== undefined)
    // Every folder from the first new one down has a new entry in the one above it.
    for (let folder = dirname(place); folder.length >= first.length; folder = dirname(folder)) {
      await syncFolder(dirname(folder))
      dateAll([folder, dirname(folder)], day)
    }
  await publish([[await writeFile(data, bytes, day), place]], day)
}
