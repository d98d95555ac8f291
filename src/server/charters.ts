// The charters that the server goes by: the chain in the store, verified from the fingerprint whenever it has grown.
import { equal } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import type { Store } from "../storage/port.ts"

/** A chain that holds. */
export interface Charters {
  readonly notes: readonly Uint8Array[]
  readonly chain: readonly Charter[]
  readonly newest: Charter
}

/**
 * @returns reads the chain as it now is; verifying happens only after a change
 * @throws {CharterError|StatementError} when reading, if the chain does not hold
 */
export function chartersIn(store: Store, fingerprint: string): () => Promise<Charters> {
  let known: Charters | undefined
  return async () => {
    const notes = await store.charters()
    if (known === undefined || !same(known.notes, notes)) {
      const chain = await verifyChain(notes, fingerprint)
      known = { notes, chain, newest: chain[chain.length - 1] as Charter }
    }
    return known
  }
}

function same(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((note, i) => equal(note, b[i] as Uint8Array))
}
