// Outside test vectors, which stand beside the project and may be absent where it was cloned alone.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

const FOLDER = join(import.meta.dirname, "../../../shared/vectors")

/** A file of vectors, or undefined (said once) where there is none; with CAIRN_ALL=1 that is an error. */
export function sharedVectors<T>(name: string): T | undefined {
  const path = join(FOLDER, name)
  if (existsSync(path) || process.env.CAIRN_ALL === "1") return JSON.parse(readFileSync(path, "utf8"))
  console.log(`skipped: ../shared/vectors/${name} is not here`)
  return undefined
}
