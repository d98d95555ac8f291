// Outside test vectors, which stand beside the project and may be absent where it was cloned alone.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

const FOLDER = join(import.meta.dirname, "../../../shared/vectors")

/** A file of vectors, parsed, or undefined where there is none; with CAIRN_ALL=1 that is an error. */
export function sharedVectors<T>(name: string): T | undefined {
  const path = sharedFolder(name)
  return path === undefined ? undefined : JSON.parse(readFileSync(path, "utf8"))
}

/** The path of a file or folder of vectors, or undefined (said once); with CAIRN_ALL=1 whoever reads it fails. */
export function sharedFolder(name: string): string | undefined {
  const path = join(FOLDER, name)
  if (existsSync(path) || process.env.CAIRN_ALL === "1") return path
  console.log(`skipped: ../shared/vectors/${name} is not here`)
  return undefined
}
