// Lines of hashes before a checkpoint, as tlog-proof files and requests to a witness both have them: lines, an empty one,
// then the checkpoint's bytes as they are.
import { fromBase64, toBase64 } from "../base64.ts"
import { concat, fromUtf8, utf8 } from "../bytes.ts"
import { HASH } from "./size.ts"

/** At most this many hashes: no path in a tree of 2^64 leaves has more (and tlog-witness takes no more). */
export const MAX_HASHES = 63

/** Lines, an empty line, the checkpoint. */
export function joinLines(lines: readonly string[], checkpoint: Uint8Array): Uint8Array {
  return concat(utf8(`${lines.join("\n")}\n\n`), checkpoint)
}

/**
 * The lines up to the first empty one, and what follows it; undefined if there is none, or if the lines are not ASCII.
 */
export function splitLines(bytes: Uint8Array): { lines: string[]; checkpoint: Uint8Array } | undefined {
  const end = bytes.findIndex((byte, i) => byte === 10 && bytes[i + 1] === 10) // two line feeds
  if (end < 0 || bytes.subarray(0, end).some((byte) => byte > 126)) return undefined
  return { lines: fromUtf8(bytes.subarray(0, end)).split("\n"), checkpoint: bytes.subarray(end + 2) }
}

/** One hash, as a line. */
export function hashLine(hash: Uint8Array): string {
  return toBase64(hash)
}

/** The hashes that `lines` are; undefined if one is not a hash in canonical base64, or if there are too many. */
export function readHashes(lines: readonly string[]): Uint8Array[] | undefined {
  if (lines.length > MAX_HASHES) return undefined
  try {
    const hashes = lines.map(fromBase64)
    return hashes.every(({ length }) => length === HASH) ? hashes : undefined
  } catch {
    return undefined
  }
}
