// Names of objects in R2. Beside the hash stands the statement that brought the bytes: whoever cleans up after a failed
// attempt names only his own.
import type { KeptRow } from "../kept-rows.ts"
import { HASH, LOG, named, partNumber, UPLOAD } from "../names.ts"
import type { UploadedPart } from "../port.ts"

export function containerKeys(root: string, leaf: string): { header: string; body: string } {
  return { header: hashed("headers", root, leaf), body: hashed("containers", root, leaf) }
}

export function recordKey(sha256: string, leaf: string | null): string {
  return hashed("records", sha256, leaf)
}

export function partKey(id: string, part: UploadedPart): string {
  return `uploads/${named(UPLOAD, id)}/${partNumber(part.n)}.${named(HASH, part.sha256)}`
}

/** The beginning of the keys of a subject's drafts, or replies. */
export function keptPrefix(kind: "drafts" | "replies", subject: string): string {
  return `${kind}/${named(HASH, subject)}.`
}

export function keptKey(kind: "drafts" | "replies", { subject, number, sha256 }: KeptRow): string {
  return `${keptPrefix(kind, subject)}${partNumber(number)}.${named(HASH, sha256)}`
}

export function logKey(path: string): string {
  return `tiles/${named(LOG, path).replace(/^tile\//, "")}`
}

function hashed(kind: string, hash: string, leaf: string | null): string {
  const by = leaf === null ? "" : `.${named(HASH, leaf)}`
  return `${kind}/${named(HASH, hash).slice(0, 2)}/${hash}${by}`
}
