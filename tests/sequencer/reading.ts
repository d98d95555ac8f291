// A log read as a stranger reads it: from the served files alone, every tile and entry held against the checkpoint's root, and
// every leaf parsed and its signature verified by the newest charter before it.
import { expect } from "vitest"
import { equal, hex } from "../../src/core/bytes.ts"
import { type Charter, parseCharter } from "../../src/core/charter/charter.ts"
import { openConsentStatement } from "../../src/core/consent/statement.ts"
import { parseVkey, type VerifierKey } from "../../src/core/note/vkey.ts"
import { openCustody } from "../../src/core/statement/custody.ts"
import { openErasure } from "../../src/core/statement/erasure.ts"
import { type Leaf, parseLeaf } from "../../src/core/statement/leaf.ts"
import { openTick } from "../../src/core/statement/tick.ts"
import { openCheckpoint, type SignedCheckpoint } from "../../src/core/tlog/checkpoint.ts"
import { requireQuorum } from "../../src/core/tlog/cosignature.ts"
import { growTree, NO_LEAVES } from "../../src/core/tlog/grow.ts"
import { leafHash, treeRoot } from "../../src/core/tlog/merkle.ts"
import { parseEntries, TILE_WIDTH, tilePath, tileWidth } from "../../src/core/tlog/tile.ts"
import type { Store } from "../../src/storage/port.ts"
import { ORIGIN } from "./world.ts"

/** A leaf where it stands. */
export interface Standing {
  readonly index: number
  readonly hash: string
  readonly leaf: Leaf
}

export interface ReadLog {
  readonly checkpoint: SignedCheckpoint
  readonly leaves: readonly Standing[]
}

/**
 * Reads and verifies everything below the served head.
 * @param from leaves whose signatures were verified before
 */
export async function readLog(store: Pick<Store, "logFile" | "head">, from = 1): Promise<ReadLog> {
  const head = await store.head()
  if (head === undefined) throw new Error("no log")
  const notes: Uint8Array[] = []
  for (let n = 0; n * TILE_WIDTH < head.size; n++) {
    const width = tileWidth(head.size, 0, n)
    notes.push(...parseEntries(await file(store, tilePath("entries", n, width)), width))
  }
  const hashes = notes.map(leafHash)
  const { tiles, root } = growTree(NO_LEAVES, hashes)
  expect(hex(treeRoot(hashes))).toBe(hex(root))
  for (const { level, n, width, bytes } of tiles)
    expect(equal(await file(store, tilePath(level, n, width)), bytes)).toBe(true)
  const leaves: Standing[] = []
  let charter: Charter | undefined
  for (const [index, note] of notes.entries()) {
    const leaf = parseLeaf(note, ORIGIN)
    if (charter !== undefined && index >= from) await verifyLeaf(leaf, note, charter)
    if (leaf.type === "charter") {
      expect(leaf.body.version).toBe((charter?.body.version ?? 0) + 1)
      charter = parseCharter(note, ORIGIN)
    }
    leaves.push({ index, hash: hex(hashes[index] as Uint8Array), leaf })
  }
  const { body } = charter as Charter
  const checkpoint = await openCheckpoint(head.checkpoint, ORIGIN, parseVkey(body.log))
  expect(checkpoint.size).toBe(head.size)
  expect(hex(checkpoint.root)).toBe(hex(root))
  await requireQuorum(head.checkpoint, body.witnesses, body.witnessQuorum)
  return { checkpoint, leaves }
}

async function verifyLeaf({ type }: Leaf, note: Uint8Array, { body }: Charter): Promise<void> {
  const keys = (vkeys: readonly string[]): VerifierKey[] => vkeys.map((vkey) => parseVkey(vkey))
  const [log] = keys([body.log]) as [VerifierKey]
  if (type === "tick") await openTick(note, ORIGIN, log)
  if (type === "erasure") await openErasure(note, ORIGIN, log)
  if (type === "custody") await openCustody(note, ORIGIN, keys(body.consoles))
  if (type === "consent") await openConsentStatement(note, ORIGIN)
}

async function file(store: Pick<Store, "logFile">, path: string): Promise<Uint8Array> {
  const bytes = await store.logFile(path)
  if (bytes === undefined) throw new Error(`missing: ${path}`)
  return bytes
}

/** The leaves of one kind, ticks of course among many. */
export function ofType<Type extends Leaf["type"]>(
  { leaves }: ReadLog,
  type: Type,
): (Standing & { readonly leaf: Extract<Leaf, { type: Type }> })[] {
  return leaves.filter(
    (one): one is Standing & { readonly leaf: Extract<Leaf, { type: Type }> } => one.leaf.type === type,
  )
}
