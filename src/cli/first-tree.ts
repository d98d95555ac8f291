// The log as `cairn init` leaves it (PROTOCOL section 8): the signed tree of one leaf, which is charter 1. Everything after
// it is the sequencer's.

import { parsePrivateKey } from "../core/note/vkey.ts"
import { signCheckpoint } from "../core/tlog/checkpoint.ts"
import { leafHash, treeRoot } from "../core/tlog/merkle.ts"
import { encodeEntries, tilePath } from "../core/tlog/tile.ts"

/**
 * @param charter the exact note of charter 1
 * @param logKey the log's private key, in note form
 * @returns the log's files by their paths below `/log/`
 */
export async function firstTree(
  origin: string,
  charter: Uint8Array,
  logKey: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const leaf = leafHash(charter)
  const root = treeRoot([leaf])
  const checkpoint = await signCheckpoint({ origin, size: 1, root }, await parsePrivateKey(logKey))
  return new Map([
    [tilePath("entries", 0, 1), encodeEntries([charter])],
    [tilePath(0, 0, 1), leaf],
    ["checkpoint", checkpoint],
  ])
}
