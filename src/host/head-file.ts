// The last published checkpoint in a file outside the data folder (`CAIRN_HEAD`): who restores an old folder does not
// restore this one, and so the server notices. Replaced whole, and synced.
import { mkdir, open, readFile, rename } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { CodedError } from "../core/errors.ts"
import type { HeadKeeper } from "../sequencer/setting.ts"

export class HeadFileError extends CodedError<"head-inside"> {}

/** @throws {HeadFileError} if the file would lie in the data folder, where a restored one would bring it back too */
export function headFile(path: string, data: string): HeadKeeper {
  const file = resolve(path)
  if (!relative(resolve(data), file).startsWith(".."))
    throw new HeadFileError("head-inside", "CAIRN_HEAD lies in the data folder")
  return {
    async read() {
      try {
        return new Uint8Array(await readFile(file))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
        throw error
      }
    },
    async write(checkpoint) {
      const folder = dirname(file)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const part = join(folder, `.cairn-head-${process.pid}.part`)
      const handle = await open(part, "w", 0o600)
      try {
        await handle.writeFile(checkpoint)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(part, file)
      const entries = await open(folder, "r")
      await entries.sync().finally(() => entries.close())
    },
  }
}
