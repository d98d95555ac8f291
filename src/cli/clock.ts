// Today on the offline machine. CAIRN_CLOCK counts only for a demonstration: else a wrong clock could make a consent that is over
// look as if it were not, or a key's grace as if it were.
import type { CharterBody } from "../core/charter/charter.ts"
import { clockOf } from "../host/folder.ts"

/** `YYYY-MM-DD`, UTC. @throws {FolderError} `clock` */
export function dayOf(kind: CharterBody["kind"]): string {
  const seconds = clockOf(process.env.CAIRN_CLOCK, kind)()
  return new Date(1000 * seconds).toISOString().slice(0, 10)
}
