// A folder for one opened case: written beside its final place under a name nobody looks at, synced, then renamed.
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Place } from "../open/place.ts"
import { CliError } from "./errors.ts"
import { besides, isThere, makeFolder, syncFolder } from "./files.ts"
import { guard, release } from "./leftovers.ts"

/**
 * @param base a folder that exists
 * @param subject first folder of the case, @param root second one; both hex
 * @throws {CliError} `exists` if the case is there already
 */
export async function folderPlace(base: string, subject: string, root: string): Promise<Place> {
  const target = join(base, subject, root)
  if (await isThere(target)) throw new CliError("exists", `this account was opened there already: ${target}`)
  const part = besides(join(base, "x"))
  guard(part)
  await mkdir(part, { mode: 0o700 })
  let current: FileHandle | undefined
  return {
    async create(name) {
      const path = join(part, name)
      if (dirname(path) !== part) await makeFolder(dirname(path))
      const file = await open(path, "wx", 0o600)
      current = file
      return {
        write: (chunk) => file.writeFile(chunk),
        close: async () => {
          await file.sync()
          await file.close()
        },
      }
    },
    async publish() {
      await syncFolder(part)
      await makeFolder(dirname(target))
      await rename(part, target)
      release(part)
      await syncFolder(dirname(target))
      await syncFolder(base)
    },
    async discard() {
      await current?.close().catch(() => {})
      await rm(part, { recursive: true, force: true })
      release(part)
    },
  }
}
