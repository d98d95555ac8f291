// Writes a whole log into a folder with core/tlog alone: entries, tiles, signed checkpoints, and proofs for Go to check.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { toBase64 } from "../../../../src/core/base64.ts"
import { utf8 } from "../../../../src/core/bytes.ts"
import { signCheckpoint } from "../../../../src/core/tlog/checkpoint.ts"
import { growEntries, growTree, NO_LEAVES } from "../../../../src/core/tlog/grow.ts"
import { leafHash } from "../../../../src/core/tlog/merkle.ts"
import { proveConsistency, proveInclusion } from "../../../../src/core/tlog/prove.ts"
import type { TileReader } from "../../../../src/core/tlog/subtree.ts"
import { tilePath } from "../../../../src/core/tlog/tile.ts"
import { log, ORIGIN } from "../people.ts"

/** Leaf `i`: of some bytes, an empty one now and then. */
export const entry = (i: number): Uint8Array =>
  i % 31 === 30 ? new Uint8Array(0) : utf8(`leaf ${i}`.repeat(1 + (i % 3)))

/**
 * @param batches how many leaves each integration adds
 * @returns the paths of the checkpoints of the sizes before the last
 */
export async function writeLog(folder: string, batches: readonly number[]): Promise<string[]> {
  const earlier: string[] = []
  const roots: { size: number; root: Uint8Array }[] = []
  let edge = NO_LEAVES
  for (const [i, batch] of batches.entries()) {
    const at = edge.size
    const entries = Array.from({ length: batch }, (_, k) => entry(at + k))
    const last = Array.from({ length: at % 256 }, (_, k) => entry(at - (at % 256) + k))
    for (const { n, width, bytes } of growEntries(at, last, entries))
      write(folder, tilePath("entries", n, width), bytes)
    const grown = growTree(edge, entries.map(leafHash))
    for (const { level, n, width, bytes } of grown.tiles) write(folder, tilePath(level, n, width), bytes)
    edge = grown.edge
    const checkpoint = await signCheckpoint({ origin: ORIGIN, size: edge.size, root: grown.root }, log)
    const name = i === batches.length - 1 ? "checkpoint" : `checkpoint.${edge.size}`
    write(folder, name, checkpoint)
    if (name !== "checkpoint") earlier.push(join(folder, name))
    roots.push({ size: edge.size, root: grown.root })
  }
  write(folder, "proofs.json", utf8(JSON.stringify(await proofs(folder, edge.size, roots))))
  return earlier
}

async function proofs(folder: string, size: number, roots: { size: number; root: Uint8Array }[]) {
  const read: TileReader = async (level, n, width) => readFileSync(join(folder, tilePath(level, n, width)))
  const indexes = [0, 1, 255, 256, Math.floor(size / 2), size - 2, size - 1].filter((i) => i >= 0 && i < size)
  const inclusion = [...new Set(indexes)].map(async (index) => ({
    index,
    proof: (await proveInclusion(read, index, size)).map(toBase64),
  }))
  const consistency = roots.map(async ({ size: before, root }) => ({
    size: before,
    root: toBase64(root),
    proof: (await proveConsistency(read, before, size)).map(toBase64),
  }))
  return { inclusion: await Promise.all(inclusion), consistency: await Promise.all(consistency) }
}

function write(folder: string, path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), bytes)
}
