// `cairn log rebuild`: everything in a store's tables that follows from its statements, made again from them. Changes nothing
// in a store that is whole, and says so.
import type { NodeStore } from "../storage/node/store.ts"
import { replay } from "./replay.ts"

/** What a rebuild found. */
export interface Rebuilt {
  readonly statements: number
  readonly subjects: number
  /** Whether anything stood otherwise than it follows. */
  readonly changed: boolean
}

/** @param store open, and nobody served from it */
export async function rebuild(store: NodeStore, origin: string): Promise<Rebuilt> {
  const { offline } = store
  const before = offline.digest()
  const held = new Set<string>()
  // A record that was erased and sent again is known by its row alone.
  const all = await replay(offline.statements(), {
    origin,
    returned: (sha256) => held.add(sha256) !== undefined,
  })
  const lost = new Set<string>()
  for (const sha256 of held) if (!(await offline.holds(sha256))) lost.add(sha256)
  const records = all.records.map((record) =>
    lost.has(record.hash) ? { ...record, state: "erased" as const } : record,
  )
  await offline.writeConsequences({ ...all, records })
  return {
    statements: all.statements.length,
    subjects: all.subjects.size,
    changed: offline.digest() !== before,
  }
}
