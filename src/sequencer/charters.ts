// The charters as the log has them (PROTOCOL section 7): statements are judged by the newest before them in the log, so
// what signs a leaf, a promise or a checkpoint depends on which charters are leaves yet.
import { equal, hex } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Store } from "../storage/port.ts"

/** A charter that was accepted, with its exact note. */
export interface KnownCharter {
  readonly charter: Charter
  readonly note: Uint8Array
  readonly leaf: string
}

/** One that has its place in the log. */
export interface PlacedCharter extends KnownCharter {
  readonly position: number
}

/** The chain from version 1 on, cut where the log has come to. */
export interface Charters {
  readonly placed: readonly PlacedCharter[]
  readonly waiting: readonly KnownCharter[]
}

/** @returns reads them as they now are; signatures are verified only after a change */
export function chartersIn(
  store: Pick<Store, "charters" | "positionOf">,
  fingerprint: string,
): () => Promise<Charters> {
  let chain: readonly KnownCharter[] = []
  const placed: PlacedCharter[] = []
  return async () => {
    const notes = await store.charters()
    if (chain.length !== notes.length || !chain.every(({ note }, i) => equal(note, notes[i] as Uint8Array))) {
      const verified = await verifyChain(notes, fingerprint)
      chain = notes.map((note, i) => ({ charter: verified[i] as Charter, note, leaf: hex(leafHash(note)) }))
    }
    // What has a place keeps it, so only the next one is ever asked for.
    for (let next = chain[placed.length]; next !== undefined; next = chain[placed.length]) {
      const position = await store.positionOf(next.leaf)
      if (typeof position !== "number") break
      placed.push({ ...next, position })
    }
    return { placed: [...placed], waiting: chain.slice(placed.length) }
  }
}

/** The newest charter before leaf `size`. */
export function inForce({ placed }: Charters, size: number): Charter {
  return (placed.findLast(({ position }) => position < size) as PlacedCharter).charter
}

/** Those that are leaves from `from` on. */
export function placedFrom({ placed }: Charters, from: number): PlacedCharter[] {
  return placed.filter(({ position }) => position >= from)
}
