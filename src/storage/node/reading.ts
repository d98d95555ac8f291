// Reading files as streams: ranges of them, several as one. A file is opened when its turn comes and closed whenever
// the reader leaves.
import { open, stat } from "node:fs/promises"

const CHUNK = 256 * 1024

/** A stretch of a file: `from` (included) to `to` (excluded). */
export interface Stretch {
  readonly path: string
  readonly from: number
  readonly to: number
}

/** @throws {Error} if the file is gone or of another size: told before the first byte, and not by a line that is cut */
export async function requireSize(path: string, size: number): Promise<void> {
  if ((await stat(path)).size !== size) throw new Error("a stored file is not of the size that its row says")
}

/**
 * The bytes of all stretches, one after another.
 * @throws {Error} if a file ends before its stretch does
 */
export async function* read(stretches: readonly Stretch[]): AsyncGenerator<Uint8Array> {
  for (const { path, from, to } of stretches) {
    if (from >= to) continue
    const file = await open(path, "r")
    try {
      for (let at = from; at < to; ) {
        const chunk = new Uint8Array(Math.min(CHUNK, to - at))
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
        if (bytesRead === 0) throw new Error("a stored file is shorter than its row says")
        yield chunk.subarray(0, bytesRead)
        at += bytesRead
      }
    } finally {
      await file.close()
    }
  }
}
