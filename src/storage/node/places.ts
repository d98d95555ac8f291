// Where things stand in a data folder (docs: interfaces, "Files"): `<kind>/<2 hex>/<name>`, `uploads/<id>/<n>`,
// `drafts/<subject>.<version>`, `replies/<subject>.<number>`, `tiles/…`.
// Every name is checked here, whoever checked it before: no request may reach another path.
import { join } from "node:path"
import { HASH, LOG, named, partNumber, UPLOAD } from "../names.ts"

/** The kinds of files that are named by a hash. */
export const KINDS = ["headers", "containers", "records"] as const
export type Kind = (typeof KINDS)[number]

/** `00` to `ff`. */
export const SHELVES: readonly string[] = Array.from({ length: 256 }, (_, n) =>
  n.toString(16).padStart(2, "0"),
)

export function hashedFile(data: string, kind: Kind, hash: string): string {
  return join(data, kind, named(HASH, hash).slice(0, 2), hash)
}

/** A subject's draft of a version, or reply of a number. */
export function keptFile(data: string, kind: "drafts" | "replies", subject: string, n: number): string {
  return join(data, kind, `${named(HASH, subject)}.${partNumber(n)}`)
}

export function uploadFolder(data: string, id: string): string {
  return join(data, "uploads", named(UPLOAD, id))
}

export function partFile(data: string, id: string, n: number): string {
  return join(uploadFolder(data, id), partNumber(n))
}

/** A file of the log by its path below `/log/`: the checkpoint stands beside the tiles. */
export function logFile(data: string, path: string): string {
  return join(data, "tiles", named(LOG, path).replace(/^tile\//, ""))
}

export function temporaryFolder(data: string): string {
  return join(data, "tmp")
}
