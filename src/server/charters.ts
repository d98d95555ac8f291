// The charters that the server goes by (PROTOCOL section 7): the chain in the store, verified from the fingerprint whenever
// it has grown. In force is the newest that is a leaf of the served log: before that nobody could be shown a proof of it.
import { equal, hex } from "../core/bytes.ts"
import { verifyChain } from "../core/charter/chain.ts"
import type { Charter } from "../core/charter/charter.ts"
import { parseLeaf } from "../core/statement/leaf.ts"
import { leafHash } from "../core/tlog/merkle.ts"
import type { Store } from "../storage/port.ts"

/** A charter that is a leaf of the served log. */
export interface LoggedCharter {
  readonly charter: Charter
  readonly note: Uint8Array
  readonly position: number
}

/** A chain that holds. */
export interface Charters {
  /** The whole chain, those that wait for the log too. */
  readonly notes: readonly Uint8Array[]
  readonly chain: readonly Charter[]
  /** Version 1 on, up to the one in force. */
  readonly logged: readonly LoggedCharter[]
  readonly newest: Charter
}

type Rows = Pick<Store, "charters" | "positionOf" | "head">

/**
 * @returns reads the chain as it now is; verifying happens only after a change
 * @throws {CharterError|StatementError} when reading, if the chain does not hold
 */
export function chartersIn(store: Rows, fingerprint: string): () => Promise<Charters> {
  let known: Pick<Charters, "notes" | "chain"> | undefined
  const logged: LoggedCharter[] = []
  return async () => {
    const notes = await store.charters()
    if (known === undefined || !same(known.notes, notes))
      known = { notes, chain: await verifyChain(notes, fingerprint) }
    const { chain } = known
    while (logged.length < chain.length) {
      const note = notes[logged.length] as Uint8Array
      // Version 1 is leaf 0 of every log, the one that is not begun yet too.
      const position = logged.length === 0 ? 0 : await servedAt(store, note)
      if (position === undefined) break
      logged.push({ charter: chain[logged.length] as Charter, note, position })
    }
    return { notes, chain, logged: [...logged], newest: (logged.at(-1) as LoggedCharter).charter }
  }
}

async function servedAt(store: Rows, note: Uint8Array): Promise<number | undefined> {
  const position = await store.positionOf(hex(leafHash(note)))
  if (position === undefined || position === null) return undefined
  const size = (await store.head())?.size ?? 0
  return position < size ? position : undefined
}

/** The day of the batch that a charter came with: of the tick that its batch begins with, before all its charters. */
export async function dayLogged(store: Pick<Store, "leaves">, { position }: LoggedCharter): Promise<string> {
  for (let at = position - 1; at >= 0; at--) {
    const [bytes] = await store.leaves(at, at + 1)
    const leaf = bytes && parseLeaf(bytes)
    if (leaf?.type === "tick") return leaf.body.day
    if (leaf?.type !== "charter") break
  }
  throw new Error("a charter that no tick comes before")
}

function same(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((note, i) => equal(note, b[i] as Uint8Array))
}
